from django.db.models.base import ModelState


class Loaded:
    """For a model of whose reading nobody's signals have to hear.

    Django makes each row that it reads as if somebody had called the model: it goes through all of its
    fields, those that were not asked for too, and sets what was read one by one.
    """

    @classmethod
    def from_db(cls, db, field_names, values):
        """As Django's. `values` stand in the order of `field_names`, the attributes."""
        row, state = cls.__new__(cls), ModelState()
        state.db, state.adding = db, False
        vars(row).update(zip(field_names, values, strict=False), _state=state)
        return row
