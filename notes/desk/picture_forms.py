"""What may be said of a picture, and by whom; and which of several files are taken."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from notes.models import Image

MOST_FILES = 10  # of one form
# Of one account in so many minutes: more is no writing any more, and fills a disk.
MOST_PICTURES, MINUTES = 100, 10

logger = logging.getLogger(__name__)


class AltForm(forms.ModelForm):
    class Meta:
        model = Image
        fields = ["alt"]
        widgets = {"alt": forms.Textarea({"rows": 2, "class": "picture-alt"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


def alt_forms(images, data=None) -> list[AltForm]:
    """One for each; their fields are called by the picture's key."""
    return [AltForm(data, instance=image, prefix=f"picture-{image.pk}") for image in images]


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken, by the name that its owner gave it, and why."""

    name: str
    sentence: str


def may_change(user, image: Image) -> bool:
    """Its words, and whether it stays: an editor those of all, others of what they have sent."""
    return user.has_perm("notes.change_image") or image.uploaded_by_id == user.pk


def why_not_now(user) -> str:
    """The sentence for an account that has sent too much; empty if it may go on."""
    since = timezone.now() - timedelta(minutes=MINUTES)
    if Image.objects.filter(uploaded_by=user, created_at__gte=since).count() < MOST_PICTURES:
        return ""
    return _("그림을 너무 많이 올렸습니다. %(minutes)s분쯤 뒤에 다시 올려 주세요.") % {
        "minutes": MINUTES
    }


def take(files, user) -> tuple[list[Image], list[Refusal]]:
    """Keep what can be kept of several files, one after the other, and say what is wrong with the rest.

    A picture that was sent twice is one.
    """
    kept, refused = {}, []
    for place, file in enumerate(files):
        image, sentence = _taken(file, user, place)
        if image:
            kept[image.pk] = image
        else:
            refused.append(Refusal(file.name, sentence))
    return list(kept.values()), refused


def _taken(file, user, place: int) -> tuple[Image | None, str]:
    """The picture, or why there is none."""
    from notes.images import RefusedPicture, store  # Pillow, for few

    if place >= MOST_FILES:
        sentence = _("한 번에 %(most)s장까지 받습니다. 이 그림은 다시 올려 주세요.")
        return None, sentence % {"most": MOST_FILES}
    if sentence := why_not_now(user):
        return None, sentence
    try:
        return store(file, file.name, by=user), ""
    except RefusedPicture as refusal:
        return None, str(refusal)
    except OSError as error:
        logger.error("올린 그림을 저장하지 못했습니다: %s", error)
        return None, _("그림을 저장하지 못했습니다. 잠시 뒤에 다시 올려 주세요.")
