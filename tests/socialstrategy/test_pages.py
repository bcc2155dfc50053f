"""What every kept page must say of itself (notes/pages.py): which parameters it reads, what it shows."""

from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve

from notes.pages import PERSONAL


@pytest.fixture
def addresses(make_note, make_series, make_comment, make_user):
    """One address of every view that makes pages for everybody."""
    from notes.models import Author, Note

    series = make_series(title="소셜전략")
    author = Author.objects.create(name="김전략")
    note = make_note(series=series, number=1, tags=["전략"], author=author)
    make_note(series=series, number=2, status=Note.PLANNED)
    single = make_note("혼자 선 글", slug="혼자")
    for about in (note, single):
        for _one_more in range(51):
            make_comment(about)
    for changed in (note, single):
        for reason in ("", "틀린 말을 고침"):
            changed.revisions.create(body=changed.body, reason=reason, is_public=True)
        Note.objects.filter(pk=changed.pk).update(told_count=1)
    thread = f"/comments/thread/{note.comments.first().pk}/"
    month = f"{note.published_at.year}/{note.published_at.month}/"
    pages = (
        "/ /series/ /series/소셜전략/ /series/소셜전략/1/ /series/소셜전략/2/ /notes/ /notes/혼자/ /archive/"
        f" /archive/{note.published_at.year}/ /archive/{month} /tags/ /tags/전략/ /authors/ /authors/김전략/"
        " /about/ /robots.txt /feeds/ /feeds.opml /sitemap.xml /sitemap-notes.xml /manifest.webmanifest /opensearch.xml"
        " /series/소셜전략/1/comments/ /notes/혼자/comments/ /series/소셜전략/questions/"
        " /series/소셜전략/1/changes/ /notes/혼자/changes/"
    ).split()
    feeds = [
        f"{page}feed/{form}"
        for page in (
            "/",
            "/series/소셜전략/",
            "/tags/전략/",
            "/series/소셜전략/1/",
            "/notes/혼자/",
            thread,
        )
        for form in ("", "rss/", "json/")
    ]
    return [*pages, *feeds]


def page_views(resolver, prefix="") -> set[str]:
    """Names of the addresses whose views are marked with `page()`."""
    names = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            names |= page_views(pattern, prefix + namespace)
        elif hasattr(pattern.callback, "page_query"):
            names.add(f"{prefix}{pattern.name}")
    return names


def test_every_kind_of_page_is_looked_at_here(addresses):
    looked_at = {resolve(address).view_name for address in addresses}

    assert looked_at == page_views(get_resolver())


def test_page_reads_no_parameter_that_it_does_not_declare(addresses, monkeypatch):
    """An undeclared one would be taken away before the page is asked, and nobody would know why."""
    read = set()
    for name in ("__getitem__", "__contains__", "get", "getlist"):
        original = getattr(QueryDict, name)

        def spy(self, key, *default, original=original):
            read.add(key)
            return original(self, key, *default)

        monkeypatch.setattr(QueryDict, name, spy)
    client = Client()
    for address in addresses:
        read.clear()
        client.get(f"{address}?x=1")
        assert read - {"x"} <= resolve(address).func.page_query, address


def test_page_names_what_it_shows_and_is_for_everybody(client, addresses):
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "site" in response["Cache-Tag"].split(), address
        assert not response.cookies, address
        assert "private" not in response["Cache-Control"], address


def test_page_is_the_same_whatever_host_it_was_asked_by(addresses, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for address in addresses:
        pages = {
            Client(headers={"host": host}).get(address).content
            for host in ("blog.example.com", "127.0.0.1:8000")
        }
        assert len(pages) == 1, address


@pytest.mark.parametrize("cookie", sorted(PERSONAL))
def test_page_for_one_reader_says_so(client, addresses, cookie):
    client.cookies[cookie] = "x"
    for address in addresses:
        response = client.get(address)
        if response["Content-Type"].startswith("text/html"):  # feeds and the like are the same
            assert "private" in response["Cache-Control"], address
            assert "Cookie" in response["Vary"], address


def test_address_with_hangul_is_kept_under_one_key():
    from socialstrategy.page_cache.asking import key_of

    view = resolve("/notes/").func
    path = quote("/notes/")
    assert key_of(path, "utm_source=%EC%A0%84%EB%8B%A8", view) == path
    assert key_of(path, "b=1&before=2-3&before=4-5", view) == (path, "before=4-5")
