"""The reasons beside a comment, as far as its reader may know them."""

from comments.templatetags.moderation import sentence, without_addresses


def reasons_of(verdicts: list[dict], with_addresses: bool) -> list[str]:
    """Sentences. Without addresses, whatever check has named one."""
    found = map(sentence, verdicts)
    return list(found if with_addresses else map(without_addresses, found))
