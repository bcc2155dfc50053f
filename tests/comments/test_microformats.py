"""A note and its comments, as a microformats parser of another project sees them."""

from datetime import datetime

import mf2py

from comments.models.comment import ON_NOTE_PAGE


def test_comments_are_read_as_citations_of_the_entry(client, make_comment):
    root = make_comment(name="김독자", body="첫 문단\n\n**둘째** 문단", is_by_author=True)
    answer = make_comment(parent=root, name="이웃", website="https://example.com/이웃")
    page = client.get(root.note.get_absolute_url()).content.decode()

    [entry] = mf2py.parse(page, url="https://blog.test/글/")["items"]
    first, second = entry["properties"]["comment"]

    assert entry["type"] == ["h-entry"]
    assert entry["properties"]["name"] == [root.note.title]

    assert [item["type"] for item in (first, second)] == [["h-cite"], ["h-cite"]]
    assert first["properties"]["author"] == ["김독자"]
    assert first["properties"]["content"][0]["value"] == "첫 문단\n\n둘째 문단"
    assert "<strong>둘째</strong>" in first["properties"]["content"][0]["html"]
    assert first["properties"]["url"] == [f"https://blog.test/글/#{root.anchor}"]
    published = datetime.fromisoformat(first["properties"]["published"][0])
    assert published == root.created_at.replace(second=0, microsecond=0)
    author = second["properties"]["author"][0]
    assert author["properties"] == {"name": ["이웃"], "url": ["https://example.com/이웃"]}
    assert second["properties"]["url"] == [f"https://blog.test/글/#{answer.anchor}"]


def test_conversation_is_the_notes_entry_with_all_comments(client, make_note, make_comment):
    note = make_note("긴 이야기")
    for _time in range(ON_NOTE_PAGE + 2):
        make_comment(note)
    address = f"http://127.0.0.1:8000{note.get_absolute_url()}"

    page = client.get(f"{note.get_absolute_url()}comments/").content.decode()

    [entry] = mf2py.parse(page, url=f"{address}comments/")["items"]
    assert entry["properties"]["name"] == ["긴 이야기"]
    assert entry["properties"]["url"] == [address]
    assert len(entry["properties"]["comment"]) == ON_NOTE_PAGE + 2
