"""Pages as files for a front server."""

import gzip
from urllib.parse import quote

import brotli
import pytest

from socialstrategy.page_cache import PageFiles
from tests.socialstrategy.page_cache.conftest import ask

NOTE = quote("/series/소셜전략/1/")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "쪽"


@pytest.fixture
def pages(make_cache, clock, folder):
    return make_cache(files=PageFiles(folder))


@pytest.fixture
def note(make_note, make_series):
    return make_note(series=make_series(title="소셜전략"), number=1)


def lying(folder) -> set[str]:
    return {str(p.relative_to(folder / "pages")) for p in folder.glob("pages/**/*") if p.is_file()}


def test_finished_page_lies_where_a_front_server_looks_for_it(pages, note, folder):
    answer = ask(pages, NOTE)

    place = folder / "pages/series/소셜전략/1"
    assert (place / "index.html").read_bytes() == answer.body
    assert gzip.decompress((place / "index.html.gz").read_bytes()) == answer.body
    assert brotli.decompress((place / "index.html.br").read_bytes()) == answer.body
    assert (place / "index.html").stat().st_mode & 0o777 == 0o644


def test_change_takes_away_what_shows_it(pages, note, folder, clock):
    for address in (NOTE, "/", "/about/"):
        ask(pages, address)
    note.title = "새 제목"
    note.save()
    clock.now += 1
    pages.look()

    assert lying(folder) == {"about/index.html", "about/index.html.gz", "about/index.html.br"}
    ask(pages, NOTE)
    assert "새 제목" in (folder / "pages/series/소셜전략/1/index.html").read_text()


def test_processes_forget_what_others_have_written(make_cache, clock, note, folder):
    writer, other = (make_cache(files=PageFiles(folder)) for _process in range(2))
    other.look()
    ask(writer, NOTE)
    note.save()
    clock.now += 1
    other.look()

    assert lying(folder) == set()


def test_page_that_was_forgotten_from_memory_is_found_on_disk(make_cache, clock, note, folder):
    pages = make_cache(files=PageFiles(folder), most_bytes=60_000)
    for address in (NOTE, "/", "/about/", "/series/", "/archive/", "/feeds/", "/tags/"):
        ask(pages, address)
    assert NOTE not in pages.store.pages
    note.save()
    clock.now += 1
    pages.look()

    assert not (folder / "pages/series/소셜전략/1/index.html").exists()


@pytest.mark.parametrize(
    "address",
    ["/feed/", "/robots.txt", "/sitemap.xml", "/notes/?before=1-1", "/없는-글/", "/search/"],
)
def test_only_pages_of_their_own_address_are_laid_down(pages, note, folder, address):
    ask(pages, address)

    assert lying(folder) == set()


def test_page_for_one_reader_is_not_laid_down(pages, note, folder):
    ask(pages, NOTE, cookie="own_comments=x")

    assert lying(folder) == set()


@pytest.mark.parametrize(
    "path",
    ["/a//b/", "/../b/", "/a/./b/", "/a", "a/", "/a\0/", "//", f"/{'가' * 90}/", "/\xff/"],
)
def test_path_that_is_no_folder_of_ours_is_left_out(folder, pages, path):
    page = pages._ask(_environ("/about/"))
    address = path if path == "/\xff/" else path.encode().decode("latin-1")
    PageFiles(folder).write(address, page)

    assert lying(folder) == set()


def _environ(address):
    from socialstrategy.page_cache.asking import plain
    from tests.socialstrategy.page_cache.conftest import Environ

    return plain(Environ().get(address), address)


def test_cleared_folder_is_empty_and_goes_on(pages, note, folder):
    ask(pages, NOTE)
    PageFiles(folder).clear()
    assert lying(folder) == set()

    PageFiles(folder).clear()
    ask(pages, "/about/")
    assert "about/index.html" in lying(folder)


def test_full_disk_is_no_error_page(pages, note, folder, caplog):
    folder.write_text("a file where the folder should be")

    assert ask(pages, NOTE).status == 200
    assert "PAGE_FILES" in caplog.text
    assert ask(pages, NOTE).is_hit
