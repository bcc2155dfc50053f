"""A site goes into a file and comes out of it as it was: rows, addresses, pages, pictures."""

import json
import shutil
import stat
import threading
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django_tasks_db.models import DBTaskResult

from comments.models import Comment
from comments.slips import slip_path
from notes.models import Image, Note, PageChange
from socialstrategy.site_file.exporting import export_site
from socialstrategy.site_file.rows_out import lines
from socialstrategy.site_file.tables import EXPORTED, REBUILT
from tests.buckets import new_bucket, s3_server
from tests.sites import manage
from tests.socialstrategy.site_file.conftest import contents
from tests.socialstrategy.site_file.rich_site import EMOJI, NFD, PASSWORD

SERIES = quote("/series/소셜전략/")
PAGES = [
    "/",
    f"{SERIES}1/",
    f"{SERIES}1/changes/",
    f"{SERIES}2/",
    f"{SERIES}9/",
    SERIES,
    "/series/",
    "/archive/",
    "/about/",
    quote("/notes/혼자-선-글/"),
    quote("/tags/전략/"),
    "/search/?q=" + quote("친구"),
    "/feed/",
    "/feed/json/",
    f"{SERIES}feed/",
    "/sitemap.xml",
]


# How long a note is beside the mean of all is kept for a while as the mean moves. What it says is not.
OF_THE_INDEX = {
    "notes.Posting": ("term", "note_id"),
    "notes.SearchTerm": ("text", "note_count"),
    "notes.SearchText": ("note_id", "version", "length", "text"),
}


def rows_of(label) -> list[tuple]:
    """Of a table that is made anew, without keys that nothing names, and words that nobody says."""
    model = apps.get_model(label)
    names = [f.attname for f in model._meta.concrete_fields if not f.primary_key or f.is_relation]
    rows = model._base_manager.values_list(*OF_THE_INDEX.get(label, names))
    return sorted(row for row in rows if label != "notes.SearchTerm" or row[1])


def rows_by_table() -> dict[str, int]:
    return {table.name: table.model._base_manager.count() for table in EXPORTED}


def pages() -> dict[str, bytes]:
    found = {path: Client().get(path) for path in PAGES}
    assert {path: answer.status_code for path, answer in found.items()} == dict.fromkeys(PAGES, 200)
    return {path: answer.content for path, answer in found.items()}


@pytest.mark.slow
class TestRoundTrip:
    def test_second_file_is_the_first_one(self, exported, empty_the_site, bring_in, tmp_path):
        counts, before = rows_by_table(), {label: rows_of(label) for label in REBUILT}
        assert [name for name, count in counts.items() if not count] == [], "fill() these"
        assert [label for label, rows in before.items() if not rows] == []
        shown = pages()
        empty_the_site()

        done = bring_in(exported)

        again = tmp_path / "again.zip"
        export_site(again)
        assert contents(again) == contents(exported)
        assert done.unknown == set()
        assert {label: rows_of(label) for label in REBUILT} == before
        for path, content in pages().items():
            assert content == shown[path], path
        # Of what was to be done, what was done is not in the file.
        assert rows_by_table() | {"waiting_tasks": 0} == counts | {"waiting_tasks": 0}

    def test_columns_that_are_not_in_the_file_are_as_they_were(
        self, exported, empty_the_site, bring_in
    ):
        made = {
            table: list(table.model._base_manager.order_by("pk").values("pk", *table.made))
            for table in EXPORTED
            if table.made and table.name != "waiting_tasks"
        }
        empty_the_site()

        bring_in(exported)

        for table, rows in made.items():
            assert list(table.model._base_manager.order_by("pk").values(*rows[0])) == rows

    def test_people_and_addresses_go_on(self, exported, empty_the_site, bring_in):
        question = Comment.objects.get(name="박질문")
        slip = slip_path(question.pk, question.created_at)
        last = Comment.objects.create(note=question.note, name="누구", body="지울 말")
        last.delete()
        empty_the_site()

        bring_in(exported)

        assert User.objects.get(username="주인").check_password(PASSWORD)
        assert User.objects.get(username="writer").has_perm("notes.change_note")
        assert EMOJI in Client().get(slip).text
        moved = Client().get(quote("/series/옛-이름/1/"))
        assert (moved.status_code, moved["Location"]) == (301, f"{SERIES}1/")
        assert Note.objects.get(number=1).first_published_in == NFD
        assert Comment.objects.get(status=Comment.HELD).user_agent == NFD
        assert "site" in PageChange.objects.values_list("tags", flat=True)

    def test_no_number_is_given_twice(self, exported, empty_the_site, bring_in):
        """The last comment was erased; its number stays with it."""
        greatest = Comment.objects.order_by("-pk").first()
        empty_the_site()
        bring_in(exported)

        new = Comment.objects.create(
            note_id=greatest.note_id, name="새 독자", body="처음 뵙겠습니다."
        )

        assert new.pk == greatest.pk + 2

    def test_pictures_come_along(self, exported, empty_the_site, bring_in, media):
        files = Image.objects.get().picture_name.files()
        before = {name: (media / name).read_bytes() for name in files}
        other = empty_the_site()

        done = bring_in(exported)

        assert {name: (other / name).read_bytes() for name in files} == before
        assert done.pictures == len(files)

    def test_other_database_gets_the_same(
        self, site_on_sqlite, new_site, transactional_db, media, bring_in, tmp_path
    ):
        """A site on SQLite, into the database of this run (PostgreSQL in one of two), and back."""
        first, second, third = site_on_sqlite / "site.zip", tmp_path / "2.zip", tmp_path / "3.zip"

        bring_in(first)
        export_site(second)
        new_site(tmp_path / "b")
        manage("import_site", second, data=tmp_path / "b")
        manage("export_site", third, data=tmp_path / "b")

        assert contents(second) == contents(first)
        assert contents(third) == contents(first)

    def test_pictures_go_through_a_bucket(self, site_on_sqlite, new_site, tmp_path):
        file, again = site_on_sqlite / "site.zip", tmp_path / "again.zip"
        new_site(tmp_path / "a")
        with s3_server() as endpoint:
            bucket = new_bucket(endpoint)
            manage("import_site", file, data=tmp_path / "a", **bucket.environment)
            manage("export_site", again, data=tmp_path / "a", **bucket.environment)
            stored = {f"media/{name}" for name in bucket.names}

        assert stored == {name for name in contents(file) if name.startswith("media/")} != set()
        assert contents(again) == contents(file)

    def test_commands_take_the_key_along(self, new_site, collected_static, tmp_path):
        data, other = new_site(tmp_path / "a"), new_site(tmp_path / "b")
        shutil.copytree(collected_static, data / "static")
        manage("prepare_site", data=data, DEMO="1")
        said = manage("export_site", tmp_path / "site.zip", "--with-secret-key", data=data)
        assert "서명 키도 담았습니다" in said and "조심" in said

        said = manage("import_site", tmp_path / "site.zip", data=other)

        assert "댓글 84개" in said and "서명 키를 이어받았습니다" in said
        key = other / "secret_key"
        assert key.read_text() == (data / "secret_key").read_text()
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        manage("export_site", tmp_path / "again.zip", "--with-secret-key", data=other)
        assert contents(tmp_path / "again.zip") == contents(tmp_path / "site.zip")

    def test_key_that_the_operator_has_set_stays(self, new_site, tmp_path):
        data, other = new_site(tmp_path / "a"), new_site(tmp_path / "b")
        manage("export_site", tmp_path / "site.zip", "--with-secret-key", data=data)

        said = manage("import_site", tmp_path / "site.zip", data=other, SECRET_KEY="k" * 50)

        assert "SECRET_KEY에 적힌 것을 그대로" in said
        assert not (other / "secret_key").exists()


def test_what_is_written_meanwhile_is_not_in_the_file(rich_site, tmp_path, monkeypatch):
    """Somebody writes between two tables, and does not wait: the file is of the moment before."""
    written = []

    def write():
        try:
            note = Note.objects.create(title="그사이에 쓴 글")
            written.append(Comment.objects.create(note=note, name="독자", body="그사이에 한 말"))
        finally:
            connections.close_all()

    def lines_and_more(table):
        if table.name == "comments":
            writer = threading.Thread(target=write)
            writer.start()
            writer.join()
        return lines(table)

    monkeypatch.setattr("socialstrategy.site_file.exporting.lines", lines_and_more)

    export_site(tmp_path / "site.zip")

    assert Comment.objects.filter(pk=written[0].pk).exists()
    assert "그사이에" not in b"".join(of_tables(tmp_path / "site.zip")).decode()


def of_tables(path) -> list[bytes]:
    return [content for name, content in contents(path).items() if name.endswith(".jsonl")]


class TestFile:
    def test_only_its_owner_reads_it(self, exported):
        assert stat.S_IMODE(exported.stat().st_mode) == 0o600
        assert [path.name for path in exported.parent.iterdir() if path.suffix == ".part"] == []

    def test_lines_can_be_read_by_people(self, exported):
        found = contents(exported)
        note = found["notes.jsonl"].decode().splitlines()[1]

        assert EMOJI in note and '"tags": ["web", "같이", "전략"]' in note
        assert "\\u" not in note
        for line in found["comments.jsonl"].decode().splitlines():
            assert json.loads(line)["created_at"].endswith("+00:00")
        [helpers] = found["groups.jsonl"].decode().splitlines()
        assert '"permissions": ["notes.change_note", "notes.view_note"]' in helpers

    def test_nothing_of_what_stays_behind_is_in_it(self, exported):
        everything = b"".join(of_tables(exported))

        assert b"sss" not in everything  # the session, and the secret of today's readers
        assert site_settings.SECRET_KEY.encode() not in everything

    def test_what_is_still_to_be_done_is_in_it(self, exported):
        rows = map(json.loads, contents(exported)["waiting_tasks.jsonl"].splitlines())
        waiting = DBTaskResult.objects.filter(status__in=["READY", "RUNNING"])

        assert {row["id"] for row in rows} == {
            str(key) for key in waiting.values_list("pk", flat=True)
        }
        assert waiting.count() < DBTaskResult.objects.count()

    def test_manifest_says_what_there_is(self, exported):
        manifest = contents(exported)["manifest.json"]

        assert manifest["site_name"] == "같이 쓰는 글방"
        assert manifest["version"] == 1
        assert manifest["members"]["notes.jsonl"]["rows"] == Note.objects.count()
        assert manifest["migrations"].keys() >= {"notes", "comments", "auth"}

    def test_a_picture_that_is_lost_is_told_and_stays_lost(
        self, rich_site, media, empty_the_site, bring_in, tmp_path
    ):
        name = Image.objects.get().name
        default_storage.delete(name)
        done = export_site(tmp_path / "site.zip")
        assert done.manifest.missing_pictures == [name]
        empty_the_site()

        bring_in(tmp_path / "site.zip")

        assert export_site(tmp_path / "again.zip").manifest.missing_pictures == [name]


class TestExport:
    def test_refuses_what_is_there(self, exported):
        before = exported.read_bytes()

        with pytest.raises(CommandError, match="이미 있는 파일입니다"):
            call_command("export_site", str(exported))

        assert exported.read_bytes() == before

    def test_place_that_cannot_be_written(self, rich_site, tmp_path):
        with pytest.raises(CommandError, match="쓸 수 없습니다: 그런 파일이나 폴더가 없습니다"):
            call_command("export_site", str(tmp_path / "없는 곳" / "site.zip"))

    def test_storage_that_is_away_leaves_no_half_file(self, rich_site, tmp_path, monkeypatch):
        def away(name):
            raise OSError("bucket: 답이 없었습니다.")

        monkeypatch.setattr("socialstrategy.site_file.exporting.default_storage.open", away)

        with pytest.raises(CommandError, match="답이 없었습니다"):
            call_command("export_site", str(tmp_path / "site.zip"))

        assert [path for path in tmp_path.iterdir() if path.is_file()] == []
