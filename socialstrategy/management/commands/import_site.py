from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from notes.formats import fault
from socialstrategy.management.commands._news import News
from socialstrategy.site_file import manifest as manifests
from socialstrategy.site_file import secret
from socialstrategy.site_file.archive import SiteArchive
from socialstrategy.site_file.importing import Imported, NotEmpty, NotMigrated, import_site
from socialstrategy.site_file.manifest import BrokenSiteFile
from socialstrategy.site_file.report import in_words


class Command(BaseCommand):
    help = (
        "export_site가 만든 ZIP을 빈 사이트에 되살립니다. 주소, 댓글의 번호, 계정이 그대로입니다. 파일이 "
        "깨졌거나 사이트가 비어 있지 않으면 아무것도 하지 않습니다."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH.zip", type=Path)
        parser.add_argument(
            "--edited",
            action="store_true",
            help="직접 고친 파일입니다. 표(.jsonl)의 내용이 내보낼 때와 달라도 읽습니다.",
        )

    def handle(self, path, edited, **options):
        try:
            with SiteArchive(path, edited) as archive:
                key = secret.key_in(archive)
                done = import_site(archive, News(self.stderr))
        except (BrokenSiteFile, NotEmpty, NotMigrated, OSError, DatabaseError) as error:
            unchanged = _("아무것도 들여오지 않았습니다. 사이트는 그대로입니다.")
            raise CommandError(f"{_reason(error)}\n{unchanged}") from None
        for line in _said(done, _key_taken(key)):
            self.stdout.write(line)


def _reason(error: Exception) -> str:
    if isinstance(error, NotMigrated):
        return manifests.not_migrated()
    if isinstance(error, NotEmpty):
        said = _(
            "빈 사이트에만 들여올 수 있는데, 여기에는 이미 있는 것이 있습니다: %s. 새 DATA_DIR이나 새"
            " 데이터베이스를 만들고, 시범 글이 들어가지 않게 DEMO=0으로 시작해 주세요."
        )
        return said % in_words(error.counts)
    if isinstance(error, BrokenSiteFile):
        return str(error)
    if isinstance(error, DatabaseError):
        return _("데이터베이스가 받지 않았습니다: %s") % error
    return _("그림을 저장하지 못했습니다: %s") % error


def _said(done: Imported, of_the_key: str) -> list[str]:
    counts = done.manifest.counts()
    files = _("그림 파일 %s개") % f"{done.pictures:,}"
    return [
        _("들여왔습니다: %(name)s (%(moment)s에 내보낸 것)")
        % {"name": done.manifest.site_name, "moment": _moment(done.manifest.made_at)},
        f"{in_words(counts)}, {files}",
        *_unknown(done.unknown),
        *_waiting(counts.get("waiting_tasks", 0)),
        of_the_key,
        _("로그인은 모두 다시 해야 합니다. 비밀번호는 그대로입니다."),
    ]


def _moment(text: str) -> str:
    found = parse_datetime(text)
    return date_format(localtime(found), "DATETIME_FORMAT") if found and found.tzinfo else text


def _unknown(permissions: set[str]) -> list[str]:
    if not permissions:
        return []
    return [_("이 프로그램에 없는 권한이라 뺐습니다: %s") % ", ".join(sorted(permissions))]


def _waiting(count: int) -> list[str]:
    if not count:
        return []
    said = _("아직 하지 않은 일(메일, 예약) %s개를 이어서 합니다. 옛 사이트는 꺼 두세요.")
    return [said % f"{count:,}"]


def _key_taken(key: str) -> str:
    """The rows are there by now: what cannot be done any more is told, and can be done by hand."""
    if not key:
        return _(
            "파일에 서명 키가 없습니다. 옛 사이트의 secret_key 파일(또는 SECRET_KEY 값)을 옮기지 않으면 이미"
            " 나간 링크(내 댓글 쪽지, 메일, 초대)가 열리지 않습니다."
        )
    if secret.is_set_elsewhere():
        return _(
            "서명 키는 SECRET_KEY에 적힌 것을 그대로 씁니다. 이미 나간 링크가 열리게 하려면 SECRET_KEY를 ZIP의"
            " secret_key.txt에 있는 값으로 바꾸어 주세요."
        )
    try:
        secret.take_over(key)
    except OSError as error:
        said = _(
            "서명 키를 저장하지 못했습니다(%s). ZIP의 secret_key.txt를 DATA_DIR/secret_key로 옮겨 주세요."
        )
        return said % fault(error)
    return _("서명 키를 이어받았습니다. 켜져 있는 웹 서버와 작업자는 다시 시작해 주세요.")
