"""An author's way from an empty form to readers, with scripts and without."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from notes.models import Author, Note, PreviewLink
from tests.pictures import file_of, gradient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def author(moderator):
    return Author.objects.create(name="각주", user=moderator)


@pytest.fixture
def desk(new_page, live_server, settings, moderator, author, password):
    """`desk(scripts=False)`: a page at the desk, signed in."""
    settings.SITE_URL = live_server.url

    def open_desk(path="/desk/", **options):
        page = new_page(**options)
        page.goto(f"{live_server.url}/account/login/?next={path}")
        page.get_by_label("아이디").fill(moderator.username)
        page.get_by_label("비밀번호").fill(password)
        page.get_by_role("button", name="로그인").click()
        return page

    return open_desk


def says(page, words: str):
    page.get_by_text(words).first.wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_note_is_written_looked_at_and_published(
    desk, new_page, live_server, make_series, media, scripts
):
    series = make_series()
    page = desk(scripts=scripts)
    page.get_by_role("link", name="새 글 쓰기").click()
    page.get_by_label("제목", exact=True).fill("가을의 첫머리")
    page.get_by_label("본문", exact=True).fill("**전략(戰略)**을 다시 쓴다.\n\n## 둘째 대목")
    page.get_by_label("시리즈").select_option(label=series.title)
    page.get_by_label("태그").fill("전략, 기록")
    page.get_by_role("button", name="저장", exact=True).click()
    says(page, "저장했습니다.")

    page.get_by_role("link", name="글 모습 보기").click()
    expect(page.locator(".prose strong")).to_have_text("전략(戰略)")
    page.get_by_role("link", name="계속 쓰기").click()
    says(page, "발췌가 없습니다.")

    page.get_by_role("button", name="공개", exact=True).click()
    says(page, "공개했습니다.")
    reader = new_page()
    reader.goto(f"{live_server.url}/series/소셜전략/1/")
    expect(reader.locator("h1")).to_have_text("가을의 첫머리")


def test_picture_is_put_into_a_text_without_scripts(desk, media, tmp_path):
    file = tmp_path / "바다.png"
    file.write_bytes(file_of(gradient(640, 400)).read())
    page = desk("/desk/pictures/new/", scripts=False)

    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="올리기").click()

    expect(page.locator("img[src*='/media/pictures/']")).to_have_count(1)
    code = page.locator("input[readonly]").first.input_value()
    page.goto(page.url.rsplit("/desk/")[0] + "/desk/notes/new/")
    page.get_by_label("제목", exact=True).fill("바다")
    page.get_by_label("본문", exact=True).fill(code)
    page.get_by_role("button", name="공개", exact=True).click()
    page.get_by_role("link", name="글 보기").click()
    expect(page.locator(".prose img[srcset]")).to_have_count(1)


def test_scheduled_note_appears_at_its_moment(desk, new_page, live_server):
    soon = timezone.localtime(timezone.now() + timedelta(days=2))
    page = desk("/desk/notes/new/")
    page.get_by_label("제목", exact=True).fill("모레의 글")
    page.get_by_label("본문", exact=True).fill("때가 되면 보인다")
    page.get_by_label("공개 시각").fill(f"{soon:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="공개", exact=True).click()
    says(page, "예약했습니다.")
    note = Note.objects.get()
    reader = new_page()
    assert reader.goto(live_server.url + note.get_absolute_url()).status == 404

    Note.objects.filter(pk=note.pk).update(published_at=timezone.now() - timedelta(seconds=1))

    assert reader.goto(live_server.url + note.get_absolute_url()).status == 200


@pytest.mark.parametrize("how", ["revoke", "publish"])
def test_preview_link_is_dead_afterwards(desk, new_page, author, make_note, how):
    note = make_note("초고", author=author, status=Note.DRAFT, body="아직 **아무도** 못 본 글")
    page = desk(f"/desk/notes/{note.pk}/")
    page.get_by_role("button", name="미리보기 주소 만들기").click()
    address = page.locator("#preview-links input[readonly]").input_value()
    guest = new_page()
    assert guest.goto(address).status == 200
    expect(guest.locator(".prose strong")).to_have_text("아무도")

    if how == "revoke":
        page.locator("#preview-links").get_by_role("button", name="닫기").click()
    else:
        page.get_by_role("button", name="공개", exact=True).click()
    says(page, "닫았습니다" if how == "revoke" else "공개했습니다.")

    assert guest.goto(address).status == 410
    assert PreviewLink.objects.filter(revoked_at=None).count() == 0
