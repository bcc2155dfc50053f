"""What is no site, is broken, or was meant to do harm is refused whole, with its place and a reason."""

import hashlib
import json
import shutil
import stat
import zipfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from notes.models import Image, Note, Site
from socialstrategy.site_file import media as media_files
from socialstrategy.site_file import upgrades
from socialstrategy.site_file.archive import SiteArchive
from socialstrategy.site_file.importing import refuse_unless_empty
from socialstrategy.site_file.manifest import NAME, BrokenSiteFile
from socialstrategy.site_file.tables import EXPORTED

pytestmark = pytest.mark.slow


@pytest.fixture
def emptied(site_on_sqlite, db, media, tmp_path):
    """The file of a site, and an empty one with an owner's words about it."""
    Site.objects.update_or_create(pk=Site.ONLY, defaults={"name": "아직 빈 글방"})
    return Path(shutil.copy(site_on_sqlite / "site.zip", tmp_path))


@pytest.fixture
def changed(emptied, tmp_path):
    """`changed({"notes.jsonl": b"…"})` is the file with other members; None takes one away.

    The manifest says so, unless it is told not to: then whoever changed it did not know of it.
    """

    def change(news: dict, tells=True, manifest=lambda said: None):
        path = tmp_path / "changed.zip"
        with ZipFile(emptied) as old, ZipFile(path, "w", ZIP_DEFLATED) as new:
            members = {name: old.read(name) for name in old.namelist()} | news
            said = json.loads(members.pop(NAME))
            for name, content in members.items():
                if content is None:
                    said["members"].pop(name, None)
                    continue
                if tells and name in news:
                    said["members"][name] = about(content)
                new.writestr(name, content)
            manifest(said)
            new.writestr(NAME, json.dumps(said))
        return path

    return change


def about(content: bytes) -> dict:
    digest = hashlib.sha256(content).hexdigest()
    return {"bytes": len(content), "sha256": digest, "rows": content.count(b"\n")}


def lines_of(path, member: str) -> list[bytes]:
    with ZipFile(path) as archive:
        return archive.read(member).splitlines(keepends=True)


def with_line(path, member: str, number: int, /, **values) -> dict[str, bytes]:
    """The member with some columns of one line changed."""
    lines = lines_of(path, member)
    row = json.loads(lines[number - 1]) | values
    lines[number - 1] = json.dumps(row).encode() + b"\n"
    return {member: b"".join(lines)}


def refusal(path, *options) -> str:
    """Why the command refuses it; the site is what it was."""
    with pytest.raises(CommandError) as error:
        call_command("import_site", str(path), *options)
    assert "사이트는 그대로입니다" in str(error.value)
    refuse_unless_empty()
    assert Site.objects.get().name == "아직 빈 글방"
    assert stored_files() == []
    return str(error.value)


def stored_files() -> list[str]:
    try:
        return default_storage.listdir("pictures")[1]
    except FileNotFoundError:
        return []


class TestNotASite:
    def test_is_told_from_one(self, emptied, tmp_path):
        text, other = tmp_path / "글.txt", tmp_path / "other.zip"
        text.write_text("한글로 쓴 글")
        with ZipFile(other, "w") as archive:
            archive.writestr("README.txt", "다른 것")

        assert "ZIP 파일이 아니거나" in refusal(text)
        assert "export_site가 만든 파일이 아닙니다" in refusal(other)
        assert "파일이 없습니다" in refusal(tmp_path / "없음.zip")
        assert "파일을 열 수 없습니다: 파일이 아니라 폴더입니다" in refusal(tmp_path)

    def test_database_of_another_version_says_what_to_do(self, emptied, monkeypatch):
        monkeypatch.setattr("socialstrategy.site_file.manifest.is_migrated", lambda: False)

        assert "DEMO=0으로 사이트를 한 번 시작하거나" in refusal(emptied)

    @pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
    def test_half_a_file(self, emptied, part):
        content = emptied.read_bytes()
        emptied.write_bytes(content[: int(len(content) * part)])

        assert "끝까지 오지 않았습니다" in refusal(emptied)

    def test_damaged_bytes(self, emptied):
        with ZipFile(emptied) as archive:
            where = archive.getinfo("comments.jsonl").header_offset + 80
        content = bytearray(emptied.read_bytes())
        content[where : where + 40] = bytes(40)
        emptied.write_bytes(content)

        assert refusal(emptied).startswith("comments.jsonl: ")

    @pytest.mark.parametrize(
        "said",
        [
            b"[]",
            b"{",
            b"\xff",
            b'{"format": "socialstrategy-site"}',
            b'{"format": 1}',
            b"[" * 10**5,
        ],
    )
    def test_manifest_of_something_else(self, changed, emptied, tmp_path, said):
        path = tmp_path / "other.zip"
        with ZipFile(path, "w") as archive:
            archive.writestr(NAME, said)

        assert refusal(path).startswith("manifest.json: ")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("members", []),
            ("members", {"notes.jsonl": {"rows": 1, "bytes": 1, "sha256": "zz"}}),
            ("members", {"notes.jsonl": {"rows": -1, "bytes": 1, "sha256": "0" * 64}}),
            ("last_keys", {"notes": "7"}),
            ("missing_pictures", [1]),
            ("migrations", ["notes"]),
            ("made_at", None),
            ("unheard_of", 1),
        ],
    )
    def test_broken_manifest(self, changed, name, value):
        path = changed({}, manifest=lambda said: said.update({name: value}))

        assert refusal(path).startswith("manifest.json: 내용이 깨졌습니다.")


class TestOtherVersions:
    @pytest.mark.parametrize("version", [0, 2, "1", None, True, 1.0])
    def test_unknown_version(self, changed, version):
        path = changed({}, manifest=lambda said: said.update(version=version))

        assert f"모르는 판({version})" in refusal(path)

    def test_newer_program(self, changed):
        path = changed({}, manifest=lambda said: said["migrations"].update(notes="0999_later"))

        assert "새 프로그램이 만든 파일입니다(notes.0999_later)" in refusal(path)

    def test_older_file_is_read_by_way_of_the_upgrades(
        self, changed, emptied, bring_in, monkeypatch
    ):
        """As if version 0 had called the tags labels, had no colour of the site, and kept hats."""

        def from_0(table, row):
            if table == "hats":
                return None
            return ("tags" if table == "labels" else table), row

        monkeypatch.setitem(upgrades.UPGRADES, 0, from_0)
        site = json.loads(lines_of(emptied, "site.jsonl")[0])
        del site["accent"]
        news = {"labels.jsonl": b"".join(lines_of(emptied, "tags.jsonl")), "tags.jsonl": None}
        news |= {"hats.jsonl": b'{"id": 1}\n', "site.jsonl": json.dumps(site).encode() + b"\n"}

        bring_in(changed(news, manifest=lambda said: said.update(version=0)))

        tags = Note.objects.get(number=1).tags.values_list("name", flat=True)
        assert sorted(tags) == ["Web", "같이", "전략"]
        assert Site.objects.get().accent == ""

    def test_permission_that_is_no_more_is_told(self, emptied, bring_in):
        Permission.objects.filter(codename="view_note").delete()

        assert bring_in(emptied).unknown == {"notes.view_note"}


class TestChangedByHand:
    def test_is_refused_until_it_is_said(self, changed, emptied, capsys):
        news = with_line(emptied, "notes.jsonl", 1, title="고친 제목")
        path = changed(news, tells=False)
        assert "--edited를 적어" in refusal(path)

        call_command("import_site", str(path), "--edited")

        assert "들여왔습니다: 같이 쓰는 글방" in capsys.readouterr().out
        assert Note.objects.order_by("pk").first().title == "고친 제목"

    def test_picture_may_not_be_changed_by_hand(self, changed, emptied):
        with ZipFile(emptied) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".webp"))

        said = refusal(changed({name: b"<script>"}, tells=False), "--edited")

        assert said.startswith(f"{name}: 내용이 내보낼 때와 다릅니다")

    def test_lines_that_are_left_out(self, changed, emptied):
        news = {"revisions.jsonl": b"".join(lines_of(emptied, "revisions.jsonl")[:1])}

        assert "내용이 내보낼 때와" in refusal(changed(news, tells=False))
        said = refusal(changed(news), "--edited")
        assert said.startswith("comments.jsonl: id ") and "reflected_in에 적힌 것" in said


@pytest.mark.parametrize(
    ("member", "values", "said"),
    [
        ("notes.jsonl", {"title": "긴" * 1001}, "자보다 깁니다"),
        ("notes.jsonl", {"title": None}, "title: 비어 있으면"),
        ("notes.jsonl", {"title": 7}, "title: 글자여야"),
        ("notes.jsonl", {"body": "가\0나"}, "body: 저장할 수 없는 글자"),
        ("comments.jsonl", {"body": "\ud83d"}, "body: 저장할 수 없는 글자"),
        ("comments.jsonl", {"verdicts": [{"reason": "\0"}]}, "verdicts: 저장할 수 없는 글자"),
        ("notes.jsonl", {"published_at": "2026-01-01T00:00:00"}, "published_at: 시간대가 있는"),
        ("notes.jsonl", {"published_at": "어제"}, "published_at: 시간대가 있는"),
        ("notes.jsonl", {"number": 2**31}, "number: 0부터 2,147,483,647까지"),
        ("notes.jsonl", {"number": "1"}, "number: 0부터"),
        ("notes.jsonl", {"number": True}, "number: 0부터"),
        ("notes.jsonl", {"number": 1.0}, "number: 0부터"),
        ("notes.jsonl", {"is_open_for_comments": 1}, "is_open_for_comments: true나 false"),
        ("notes.jsonl", {"tags": "전략"}, "tags: 이름의 목록"),
        ("notes.jsonl", {"tags": ["없는-태그"]}, "tags: 없는-태그 항목이 파일에 없습니다"),
        ("notes.jsonl", {"빛깔": 1}, "모르는 항목입니다: '빛깔'"),
        ("notes.jsonl", {"status": "planned", "series": None, "number": None}, "있을 수 없는 값"),
        ("notes.jsonl", {"id": 1}, "다른 줄과 겹치거나"),
        ("site_readings.jsonl", {"day": "오늘"}, "day: 날짜여야"),
        ("comments.jsonl", {"address": "1.2.3"}, "address: IP 주소여야"),
        ("decisions.jsonl", {"batch": "7"}, "batch: UUID여야"),
        ("relations.jsonl", {"score": "0.5"}, "score: 수여야"),
    ],
)
def test_line_that_cannot_be_stored_is_named(changed, emptied, member, values, said):
    number = len(lines_of(emptied, member))

    reason = refusal(changed(with_line(emptied, member, number, **values)))

    assert reason.startswith(f"{member}, {number}번째 줄: ") and said in reason


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "JSON이 아닙니다"),
        (b"\xff", "JSON이 아닙니다"),
        (b"[1]", "JSON 객체가 아닙니다"),
        (b"[" * 100_000, "JSON이 아닙니다"),
        (b'{"title": "\xed\x95"}', "JSON이 아닙니다"),
        (b"{}", "항목이 없습니다"),
    ],
)
def test_line_that_is_no_row_is_named(changed, emptied, line, said):
    lines = lines_of(emptied, "series.jsonl")

    reason = refusal(changed({"series.jsonl": b"".join([*lines, line, b"\n"])}))

    assert reason.startswith(f"series.jsonl, {len(lines) + 1}번째 줄: ") and said in reason


def test_row_that_leads_nowhere_is_named(changed, emptied):
    reason = refusal(changed(with_line(emptied, "comments.jsonl", 2, parent=999)))

    assert reason.startswith("comments.jsonl: id 2: parent에 적힌 것(999)이 파일에 없습니다.")


class TestHostile:
    @pytest.mark.parametrize(
        "name",
        [
            "../../etc/passwd",
            "/etc/passwd",
            "media/../secret_key",
            "media/pictures/../../x.png",
            "media/cards/site/x.png",
            "media/pictures/x.svg",
            "media/pictures/",
            "Notes.jsonl",
            "notes.jsonl/",
            "한글.jsonl",
            "media\\pictures\\x.png",
        ],
    )
    def test_names_that_lead_elsewhere(self, changed, name):
        reason = refusal(changed({name: b""}))

        assert "이런 이름은" in reason or "파일이 아닙니다" in reason

    def test_table_that_nobody_knows(self, changed):
        assert "모르는 표" in refusal(changed({"hats.jsonl": b"{}\n"}))

    def test_name_with_a_zero_in_it(self, changed, emptied):
        path = changed({"notes.jsonl_x": b""})
        path.write_bytes(path.read_bytes().replace(b"notes.jsonl_x", b"notes.jsonl\0x"))

        assert "이런 이름은" in refusal(path)

    def test_link(self, emptied, tmp_path):
        path = tmp_path / "link.zip"
        info = ZipInfo("notes.jsonl")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        with ZipFile(path, "w") as archive:
            archive.writestr(info, "/etc/passwd")

        assert "파일이 아닙니다" in refusal(path)

    def test_same_name_twice(self, emptied, tmp_path):
        path = tmp_path / "twice.zip"
        with ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("notes.jsonl", "")
            archive.writestr("notes.jsonl", "")

        assert "두 번" in refusal(path)

    def test_bomb(self, emptied, tmp_path):
        path = tmp_path / "bomb.zip"
        with ZipFile(path, "w", ZIP_DEFLATED) as archive, archive.open("notes.jsonl", "w") as file:
            for _each in range(40):
                file.write(bytes(1 << 20))
        assert path.stat().st_size < 100_000

        assert "풀면 지나치게 커집니다" in refusal(path)

    def test_more_than_it_says(self, emptied, changed, monkeypatch):
        """The size in the list of a ZIP is what somebody wrote there."""
        lines = b"".join(lines_of(emptied, "tags.jsonl"))
        path = changed({"tags.jsonl": lines * 3})
        with ZipFile(path) as archive:
            size = archive.getinfo("tags.jsonl").file_size
        content = path.read_bytes()
        path.write_bytes(content.replace(size.to_bytes(4, "little"), (9).to_bytes(4, "little")))

        assert refusal(path).startswith("tags.jsonl: ")

    def test_method_that_nobody_needs(self, emptied, tmp_path):
        path = tmp_path / "bzip.zip"
        with ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
            archive.writestr("notes.jsonl", "")

        assert "모르는 방법" in refusal(path)

    def test_line_without_end(self, changed, monkeypatch):
        monkeypatch.setattr("socialstrategy.site_file.archive.LONGEST_LINE", 100_000)
        path = changed({"tags.jsonl": b'{"name": "' + b"x" * 100_001 + b'"}\n'})

        assert "tags.jsonl, 1번째 줄: 줄이 너무 깁니다" in refusal(path)

    def test_more_or_less_than_the_list_says(self, changed):
        assert "목록(manifest.json)에 없는" in refusal(changed({"hats.jsonl": b""}, tells=False))
        path = changed({}, manifest=lambda said: said["members"].update({"hats.jsonl": about(b"")}))
        assert refusal(path).startswith("hats.jsonl: 파일 안에 있어야 하는데")

    def test_key_that_is_none(self, changed):
        assert "서명 키가 아닙니다" in refusal(changed({"secret_key.txt": b"short"}))


class TestPictures:
    def test_missing_one(self, changed, emptied):
        with ZipFile(emptied) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".webp"))

        reason = refusal(changed({name: None}))

        assert reason.startswith("pictures.jsonl: id 1: 그림 파일이 들어 있지 않습니다")

    def test_row_with_the_name_of_something_else(self, changed, emptied):
        news = with_line(emptied, "pictures.jsonl", 1, name="../secret_key")

        assert "우리 그림의 이름이 아닙니다" in refusal(changed(news))

    def test_another_file_of_the_name_is_not_touched(self, emptied, settings):
        name = Image(name=json.loads(lines_of(emptied, "pictures.jsonl")[0])["name"]).name
        place = settings.MEDIA_ROOT / name
        place.parent.mkdir()
        place.write_bytes(b"other")

        with pytest.raises(CommandError, match="다른 파일이 이미 있습니다"):
            call_command("import_site", str(emptied))

        assert place.read_bytes() == b"other"
        assert stored_files() == [place.name]

    def test_storage_of_the_old_site_is_used_as_it_is(
        self, emptied, site_on_sqlite, media, bring_in
    ):
        """Another database, the same bucket."""
        shutil.copytree(site_on_sqlite / "media" / "pictures", media / "pictures")
        before = {path: path.stat().st_mtime_ns for path in media.rglob("*.*")}

        bring_in(emptied)

        assert {path: path.stat().st_mtime_ns for path in media.rglob("*.*")} == before

    def test_storage_that_is_full(self, emptied, monkeypatch):
        """What was stored before is taken back."""
        save, stored = default_storage.save, []

        def full(name, content):
            if len(stored) == 1:
                raise OSError(28, "No space left on device")
            stored.append(save(name, content))
            return stored[-1]

        monkeypatch.setattr(media_files.default_storage, "save", full)

        assert "그림을 저장하지 못했습니다" in refusal(emptied)
        assert len(stored) == 1

    def test_failure_at_the_very_end(self, emptied, monkeypatch):
        def fail(*_tags):
            raise KeyboardInterrupt

        monkeypatch.setattr("socialstrategy.site_file.importing.touch", fail)

        with pytest.raises(KeyboardInterrupt):
            call_command("import_site", str(emptied))

        refuse_unless_empty()
        assert stored_files() == []


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("tags", {"name": "전략"}, "태그 1개"),
        ("accounts", {"username": "나"}, "계정 1개"),
        ("rules", {"subject": "word", "value": "x", "action": "hold"}, "그 밖의 것 1줄"),
    ],
)
def test_site_that_is_not_empty_is_left_alone(emptied, name, values, said):
    [table] = [table for table in EXPORTED if table.name == name]
    table.model.objects.create(**values)

    with pytest.raises(CommandError, match="빈 사이트에만 들여올 수 있는데") as error:
        call_command("import_site", str(emptied))

    assert said in str(error.value)
    assert table.model.objects.count() == 1 and not Note.objects.exists()


def test_pictures_are_packed_as_they_are(emptied):
    with ZipFile(emptied) as archive:
        kinds = {info.filename: info.compress_type for info in archive.infolist()}
    assert {kinds[name] for name in kinds if name.startswith("media/")} == {ZIP_STORED}
    with SiteArchive(emptied) as archive, pytest.raises(BrokenSiteFile, match="너무 큽니다"):
        archive.read("notes.jsonl", 10)
