"""What a page elsewhere says about a note."""

from dataclasses import dataclass

REPLY, LIKE, REPOST, MENTION = "reply", "like", "repost", "mention"


@dataclass(frozen=True)
class Mention:
    """Plain text, neither cleaned nor cut to size. `published` as the page writes it."""

    kind: str = MENTION
    name: str = ""
    author_url: str = ""
    published: str = ""
    title: str = ""
    text: str = ""
