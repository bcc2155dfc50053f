"""What the commands say of a site."""

from django.utils.translation import gettext as _


def in_words(counts: dict[str, int]) -> str:
    """Rows by the name of their table: what people know by name, and how much else there is."""
    known = {
        "series": _("시리즈 %s개"),
        "notes": _("글 %s개"),
        "comments": _("댓글 %s개"),
        "tags": _("태그 %s개"),
        "authors": _("글쓴이 %s명"),
        "accounts": _("계정 %s개"),
        "pictures": _("그림 %s개"),
    }
    said = [words % f"{counts[name]:,}" for name, words in known.items() if counts.get(name)]
    if others := sum(count for name, count in counts.items() if name not in known):
        said.append(_("그 밖의 것 %s줄") % f"{others:,}")
    return ", ".join(said) or _("아무것도 없음")
