"""Which note is whose translation. All translations point at the original: there are no chains."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _


def point_at_original(note):
    """A translation of a translation is one of the original, and so are this note's own."""
    original = note.translation_of
    if not original:
        return
    if original.translation_of_id and original.translation_of_id != note.pk:
        note.translation_of = original.translation_of
    if note.pk:
        note.translations.update(translation_of=note.translation_of_id)


def check_translation(note):
    """Raises ValidationError for a translation of itself, or a language that is there already."""
    original = note.translation_of
    if not original:
        return
    if note.pk and note.pk in (original.pk, original.translation_of_id):
        raise _error(_("글은 스스로의 번역이 될 수 없습니다. 원문을 골라 주세요."))
    root = original.translation_of_id or original.pk
    others = type(note).objects.filter(Q(pk=root) | Q(translation_of=root)).exclude(pk=note.pk)
    if any(note.language_code == other.language_code for other in others.only("language")):
        raise _error(
            _("원문이나 다른 번역이 이미 같은 언어로 되어 있습니다. 언어를 확인해 주세요.")
        )


def _error(message: str) -> ValidationError:
    return ValidationError({"translation_of": message})
