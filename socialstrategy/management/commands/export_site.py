from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from socialstrategy.management.commands._news import News
from socialstrategy.site_file.exporting import CannotExport, Exported, export_site
from socialstrategy.site_file.report import in_words

EXAMPLES = 5


class Command(BaseCommand):
    help = (
        "사이트를 통째로 ZIP 파일 하나에 담습니다. 계정과 비밀번호의 해시, 이메일 주소, 공개하지 않은 글까지 "
        "모두 들어가니 데이터베이스처럼 감추어 두세요. 사이트가 켜져 있어도 됩니다. import_site로 빈 "
        "사이트에 되살립니다."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH.zip", type=Path, help="새로 만들 파일")
        parser.add_argument(
            "--with-secret-key",
            action="store_true",
            help="서명 키도 담습니다. 이미 나간 메일의 링크와 댓글 쪽지가 옮긴 뒤에도 열립니다.",
        )

    def handle(self, path, with_secret_key, **options):
        try:
            done = export_site(path, with_secret_key, News(self.stderr))
        except CannotExport as error:
            raise CommandError(str(error)) from None
        for line in _said(path, done, with_secret_key):
            self.stdout.write(line)


def _said(path: Path, done: Exported, with_secret_key: bool) -> list[str]:
    size = {"path": path, "size": f"{done.bytes / 1e6:,.1f}"}
    counts = done.manifest.counts()
    files = _("그림 파일 %s개") % f"{done.pictures:,}"
    return [
        _("내보냈습니다: %(path)s (%(size)sMB)") % size,
        f"{in_words(counts)}, {files}",
        *_missing(done.manifest.missing_pictures),
        *_waiting(counts["waiting_tasks"]),
        _(
            "조심: 이 파일은 데이터베이스만큼 비밀입니다. 비밀번호의 해시, 이메일 주소와 IP 주소, 공개하지 않은"
            " 글과 댓글이 들어 있습니다. 이 계정만 읽을 수 있게(0600) 만들었습니다."
        ),
        _of_the_key(with_secret_key),
    ]


def _missing(names: list[str]) -> list[str]:
    if not names:
        return []
    shown = ", ".join(names[:EXAMPLES]) + (" …" if len(names) > EXAMPLES else "")
    said = _("저장소에 없어 담지 못한 그림 파일 %(count)s개: %(names)s")
    return [said % {"count": f"{len(names):,}", "names": shown}]


def _waiting(count: int) -> list[str]:
    if not count:
        return []
    said = _(
        "아직 하지 않은 일(메일, 예약) %s개도 담았습니다. 들여온 사이트가 이어서 하니, 두 번 하지 않도록 이"
        " 사이트를 먼저 끄고 내보내는 것이 좋습니다."
    )
    return [said % f"{count:,}"]


def _of_the_key(is_there: bool) -> str:
    if is_there:
        return _(
            "서명 키도 담았습니다. 이 파일을 가진 사람은 비밀번호 없이도 어느 계정으로든 들어올 수 있습니다."
        )
    return _(
        "서명 키는 담지 않았습니다. 키를 따로 옮기지 않으면 이미 나간 링크(내 댓글 쪽지, 메일의 확인과 그만"
        " 받기, 운영자 메일의 단추, 초대)가 새 사이트에서 열리지 않고, 이미 공감한 사람이 한 번 더 공감할 수"
        " 있습니다. DATA_DIR의 secret_key 파일(또는 SECRET_KEY 값)을 옮기거나 --with-secret-key를 적어 주세요."
    )
