import random
import threading

import pytest

from socialstrategy.page_cache.finished import OVERHEAD, Page
from socialstrategy.page_cache.store import Store


def make_page(*tags: str, size: int = 1000) -> Page:
    headers = [("Content-Type", "text/html"), ("Cache-Tag", " ".join(tags or ["site"]))]
    return Page("200 OK", headers, b"x" * size, took=1.0)


def test_tag_forgets_the_pages_that_show_it_and_no_others():
    store = Store(10**6)
    store.put("/series/소셜전략/1/", make_page("note-1", "series-1"), since=0)
    store.put("/series/소셜전략/2/", make_page("note-2", "series-1"), since=0)
    store.put("/about/", make_page("site"), since=0)

    assert store.forget({"note-1", "note-7"}) == {"/series/소셜전략/1/"}
    assert set(store.pages) == {"/series/소셜전략/2/", "/about/"}
    store.forget({"series-1"})
    assert set(store.pages) == {"/about/"}


def test_page_that_nobody_asked_for_longest_goes_first():
    store = Store(3 * (1000 + OVERHEAD))
    for path in "가나다":
        store.put(path, make_page(), since=0)
    store.used("가")
    store.put("라", make_page(), since=0)

    assert set(store.pages) == {"가", "다", "라"}


def test_compressed_forms_count_too():
    store, page = Store(10**6), make_page(size=50_000)
    store.put("/", page, since=0)
    before = store.bytes
    form = page.form("gzip")
    store.grown(page)

    assert store.bytes == before + len(form.body)
    store.forget({"site"})
    assert store.bytes == 0


def test_page_larger_than_everything_is_not_kept():
    store = Store(10_000)
    store.put("/small/", make_page(), since=0)

    assert not store.put("/large/", make_page(size=20_000), since=0)
    assert list(store.pages) == ["/small/"]


def test_pages_with_queries_have_a_quarter():
    store = Store(100_000)
    store.put("/", make_page(), since=0)
    for key in range(100):
        store.put(("/notes/", f"before={key}"), make_page(), since=0)

    kept = [key for key in store.pages if isinstance(key, tuple)]
    assert 0 < len(kept) * (1000 + OVERHEAD) <= 25_000
    assert ("/notes/", "before=99") in kept
    assert "/" in store.pages


def test_page_that_was_begun_before_a_change_is_not_kept():
    store = Store(10**6)
    since = store.moment
    store.forget({"note-1"})

    assert not store.put("/1/", make_page("note-1"), since)
    assert store.put("/2/", make_page("note-2"), since)
    assert store.put("/1/", make_page("note-1"), store.moment)


def test_page_that_was_begun_too_long_ago_is_not_kept(monkeypatch):
    monkeypatch.setattr("socialstrategy.page_cache.store.REMEMBERED", 3)
    store = Store(10**6)
    for _time in range(5):
        store.forget({"note-9"})

    assert not store.put("/1/", make_page("note-1"), since=0), (
        "what was forgotten first is not known"
    )
    assert store.put("/1/", make_page("note-1"), since=3)


def test_cleared_store_takes_only_what_is_begun_afterwards():
    store = Store(10**6)
    since = store.moment
    store.put("/1/", make_page(), since)
    store.clear()

    assert (list(store.pages), store.bytes) == ([], 0)
    assert not store.put("/1/", make_page(), since)
    assert store.put("/1/", make_page(), store.moment)


def test_sums_are_right_whatever_happened():
    dice, store = random.Random(7), Store(60_000)
    for _step in range(3000):
        number = dice.randrange(30)
        key = ("/", str(number)) if number % 3 else f"/{number}/"
        act = dice.random()
        if act < 0.6:
            tags = {f"note-{dice.randrange(9)}", "site"} - ({"site"} if act < 0.5 else set())
            store.put(key, make_page(*tags, size=dice.randrange(5000)), store.moment)
        elif act < 0.8:
            store.forget({f"note-{dice.randrange(9)}"})
        elif act < 0.9 and key in store.pages:
            store.pages[key].form("gzip")
            store.grown(store.pages[key])
        else:
            store.used(key)
        assert store.bytes == sum(page.size for page in store.pages.values()) <= 60_000
        named = {tag for page in store.pages.values() for tag in page.tags}
        assert set(store._by_tag) == named


@pytest.mark.slow
def test_threads_do_not_disturb_each_other():
    store, wrong = Store(40_000), []

    def work(seed):
        dice = random.Random(seed)
        try:
            for _step in range(1500):
                path = f"/{dice.randrange(20)}/"
                if dice.random() < 0.5:
                    store.put(path, make_page(f"note-{dice.randrange(5)}"), store.moment)
                elif dice.random() < 0.5:
                    store.forget({f"note-{dice.randrange(5)}"})
                else:
                    store.used(path)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=[seed]) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert store.bytes == sum(page.size for page in store.pages.values()) <= 40_000
