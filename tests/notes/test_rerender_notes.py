import io

import pytest
from django.core.management import call_command

from notes.management.commands import rerender_notes
from notes.models import Author, Note, Series, Site

pytestmark = pytest.mark.django_db
PICTURE = "![동네](/media/pictures/3f9a2c81d04b77e1-900x600.jpg)"
OLD = "<p>옛 모습</p>"


def rerender() -> list[str]:
    out = io.StringIO()
    call_command("rerender_notes", stdout=out)
    return out.getvalue().splitlines()


def make_old(note) -> dict:
    """As an older renderer left it; what else the row says."""
    Note.objects.filter(pk=note.pk).update(body_html=OLD, contents=[], summary="")
    return row(note)


def row(note) -> dict:
    return Note.objects.filter(pk=note.pk).values().get()


def test_notes_get_what_the_renderer_makes_today_and_keep_their_dates(make_note, make_series):
    series = make_series(title="소셜전략")
    note = make_note(series=series, body=f"## 전략(戰略)\n\n{PICTURE}\n\n시작한다.")
    draft = make_note(status="draft", body=PICTURE)
    good, before = row(note), make_old(note)
    make_old(draft)
    make_note(body="그대로인 글")

    lines = rerender()

    assert lines[-1] == "마쳤습니다. 글 3개 가운데 2개가 바뀌었습니다."
    assert row(note) == good
    assert good["body_html"] != before["body_html"]
    assert (good["updated_at"], good["revised_at"]) == (before["updated_at"], None)
    assert "srcset" in row(draft)["body_html"]


def test_second_run_changes_nothing(make_note):
    make_old(make_note())
    rerender()

    assert rerender()[-1] == "마쳤습니다. 글 1개 가운데 0개가 바뀌었습니다."


def test_introductions_are_rendered_again(make_series):
    site = Site.objects.current()
    made = [make_series(description=PICTURE), Author.objects.create(name="김글", about=PICTURE)]
    Site.objects.filter(pk=site.pk).update(about=PICTURE)
    Series.objects.update(description_html=OLD)
    Author.objects.update(about_html=OLD)

    rerender()

    for text, field in (
        (made[0], "description_html"),
        (made[1], "about_html"),
        (site, "about_html"),
    ):
        text.refresh_from_db()
        assert "srcset" in getattr(text, field), text


def test_run_that_is_stopped_keeps_what_is_done_and_goes_on_later(make_note, monkeypatch):
    monkeypatch.setattr(rerender_notes, "PORTION", 1)
    notes = [make_note(), make_note()]
    for note in notes:
        make_old(note)
    prepare = Note.prepare

    def stop(note, leads):
        if note.pk == notes[1].pk:
            raise KeyboardInterrupt
        prepare(note, leads)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Note, "prepare", stop)
        rerender()

    assert [row(note)["body_html"] == OLD for note in notes] == [False, True]
    assert rerender()[-1] == "마쳤습니다. 글 2개 가운데 1개가 바뀌었습니다."


def test_note_that_is_saved_meanwhile_keeps_its_new_text(make_note, monkeypatch):
    note = make_note()
    make_old(note)
    prepare = Note.prepare

    def save_in_between(self, leads):
        prepare(self, leads)
        monkeypatch.setattr(Note, "prepare", prepare)  # only once: this save prepares too
        other = Note.objects.get(pk=note.pk)
        other.body = "그사이 고친 글"
        other.save()

    monkeypatch.setattr(Note, "prepare", save_in_between)
    rerender()

    assert row(note)["body_html"] == "<p>그사이 고친 글</p>"
