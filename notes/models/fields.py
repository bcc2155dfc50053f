"""Fields that keep what KOREAN 1 and 2 promise, whoever writes to them."""

from django.db import models

from notes.text import clean, clean_line


class LineField(models.CharField):
    """One line of text: NFC, no control, zero-width or bidi characters, single spaces."""

    def to_python(self, value):
        value = super().to_python(value)
        return clean_line(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        return _set_clean(self, model_instance)


class BodyField(models.TextField):
    """Text of many lines as somebody wrote it: NFC, `\\n` line ends, no control characters."""

    def to_python(self, value):
        value = super().to_python(value)
        return clean(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        return _set_clean(self, model_instance)


def _set_clean(field, instance):
    """What is stored is also what the object in memory says from then on."""
    value = field.to_python(getattr(instance, field.attname))
    setattr(instance, field.attname, value)
    return value


class Kept:
    """A column that `notes.models.counts` alone writes, by `update()`: a `save()` leaves it as it is.

    So an object that was read before its notes were counted anew cannot put an old number back.
    """

    def pre_save(self, instance, add):
        return getattr(instance, self.attname) if add else models.F(self.attname)


class KeptCount(Kept, models.PositiveIntegerField):
    pass


class KeptMoment(Kept, models.DateTimeField):
    pass
