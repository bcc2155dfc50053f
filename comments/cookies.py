"""Cookies whose attributes are the same each time, and whose value needs no quotes."""

from functools import lru_cache
from http.cookies import Morsel


class _Written(Morsel):
    """Python sorts the attributes and looks at each of them whenever a cookie is sent. It does so here, too, when
    somebody has changed one."""

    attributes: str | None = None

    def __setitem__(self, name, value):
        self.attributes = None
        super().__setitem__(name, value)

    def OutputString(self, attrs=None):
        if attrs is not None or self.attributes is None:
            return super().OutputString(attrs)
        return f"{self.key}={self.coded_value}{self.attributes}"


def set_cookie(response, name: str, value: str, **attributes):
    """As the method of a response, but for the age, which that says twice, once as a date for Internet
    Explorer 8. `value` has only letters, digits and `-_.:` in it, `attributes` are Python's."""
    kept = _kept(tuple(attributes.items()))
    morsel = _Written.__new__(_Written)
    dict.update(morsel, kept)
    morsel.set(name, value, value)
    morsel.attributes = kept.attributes
    response.cookies[name] = morsel


@lru_cache(maxsize=16)
def _kept(attributes: tuple) -> _Written:
    kept = _Written()
    kept.update({said: value for said, value in attributes if value is not False})
    kept.set("name", "", "")
    kept.attributes = Morsel.OutputString(kept).removeprefix("name=")
    return kept
