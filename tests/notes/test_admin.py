import pytest

from notes.models import Note

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", ["site", "series", "note", "author", "tag", "address"])
def test_admin_opens_every_kind(admin_client, model, make_note, make_series):
    note = make_note(series=make_series(title="소셜전략"), number=1)
    note.tags.create(name="태그")
    note.old_addresses.create(path="/옛-주소/")

    response = admin_client.get(f"/admin/notes/{model}/")

    assert response.status_code == 200
    assert b"<main" in response.content


def test_admin_writes_a_hangul_note_and_numbers_it(admin_client, make_note, make_series):
    series = make_series(title="소셜전략")
    make_note(series=series, number=4)
    form = {
        "series": series.pk,
        "number": "",
        "title": "관리 화면에서 쓴 글",
        "body": "**본문(本文)**을 씁니다.",
        "status": "published",
        "is_open_for_comments": "on",
        "old_addresses-TOTAL_FORMS": 0,
        "old_addresses-INITIAL_FORMS": 0,
        "pin-TOTAL_FORMS": 1,
        "pin-INITIAL_FORMS": 0,
        "pin-0-position": 2,
    }

    response = admin_client.post("/admin/notes/note/add/", form)

    assert response.status_code == 302
    note = Note.objects.get(title="관리 화면에서 쓴 글")
    assert (note.number, note.is_published) == (5, True)
    assert "<strong>본문(本文)</strong>을" in note.body_html
    assert note.pin.position == 2


def test_admin_says_that_a_number_is_taken(admin_client, make_note, make_series):
    series = make_series(title="소셜전략")
    make_note(series=series, number=4)
    form = {"series": series.pk, "number": 4, "title": "겹치는 글", "status": "draft"}
    form |= {"old_addresses-TOTAL_FORMS": 0, "old_addresses-INITIAL_FORMS": 0}
    form |= {"pin-TOTAL_FORMS": 0, "pin-INITIAL_FORMS": 0}

    response = admin_client.post("/admin/notes/note/add/", form)

    assert "이 시리즈에 같은 번호의 글이 이미 있습니다." in response.content.decode()
    assert Note.objects.count() == 1
