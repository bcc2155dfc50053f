"""Small WordPress exports in our own words, with Korean defaults."""

from io import BytesIO
from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>옛 글방</title>
"""
TAIL = "</channel></rss>"
BLOG = "https://old.example.kr"


def export(*items: str, version: str = "1.2", declarations: str = "") -> BytesIO:
    """A whole file, one item a line after the fifth line."""
    channel = (
        f"<wp:wxr_version>{version}</wp:wxr_version><wp:base_blog_url>{BLOG}</wp:base_blog_url>"
    )
    return BytesIO((HEAD + channel + declarations + "\n" + "\n".join(items) + TAIL).encode())


def author(login: str, name: str) -> str:
    return (
        f"<wp:author><wp:author_login>{login}</wp:author_login>"
        f"<wp:author_display_name>{name}</wp:author_display_name></wp:author>"
    )


def item(
    title: str = "같이 걷는 길",
    number: int = 7,
    content: str = "첫 문단입니다.\n\n둘째 문단입니다.",
    date: str = "2011-04-06 15:16:00",
    categories: tuple[tuple[str, str, str], ...] = (),
    comments: str = "",
    **fields: str,
) -> str:
    """A published post; `fields` are those of the `wp:` namespace, with `link` and `creator`.

    Categories are (domain, nicename, name).
    """
    link = fields.pop("link", f"{BLOG}/2011/04/07/post-{number}/")
    creator = fields.pop("creator", "author")
    values = {"post_date_gmt": date, "post_name": f"post-{number}", "status": "publish"}
    values |= {"post_type": "post", "comment_status": "open"} | fields
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        f"<dc:creator>{creator}</dc:creator><guid>{BLOG}/?p={number}</guid>"
        f"<content:encoded>{escape(content)}</content:encoded><wp:post_id>{number}</wp:post_id>"
        + "".join(f"<wp:{name}>{escape(value)}</wp:{name}>" for name, value in values.items())
        + "".join(
            f'<category domain="{domain}" nicename="{nicename}">{escape(name)}</category>'
            for domain, nicename, name in categories
        )
        + comments
        + "</item>"
    )


def comment(number: int, body: str = "잘 읽었습니다.", parent: int = 0, **fields: str) -> str:
    values = {"comment_author": "지나가던 독자", "comment_date_gmt": "2011-04-08 01:00:00"}
    values |= {"comment_approved": "1", "comment_type": "", "comment_content": body} | fields
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
        f"<wp:comment_parent>{parent}</wp:comment_parent>"
        + "".join(f"<wp:{name}>{escape(value)}</wp:{name}>" for name, value in values.items())
        + "</wp:comment>"
    )
