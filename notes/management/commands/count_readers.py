import gzip
import sys
from contextlib import nullcontext
from io import BufferedReader
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from notes.reading.nginx_log import Log, NotOnlyFiles
from notes.reading.readers import forget

STDIN = "-"


class Command(BaseCommand):
    help = (
        "nginx가 파일로 내준 페이지(PAGE_FILES)의 독자를 nginx의 기록에서 셉니다. 이미 센 줄은 다시 세지"
        " 않습니다. 기록이 여럿이면 오래된 것부터 적습니다."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "logs",
            nargs="+",
            metavar="LOG",
            help=(
                "combined 꼴의 기록. .gz도 되고, - 는 표준 입력입니다. 여럿 가운데 없는 파일은 건너뜁니다."
            ),
        )
        parser.add_argument(
            "--name",
            default="nginx",
            help="서버가 여럿이면 서버마다 다른 이름. 어디까지 세었는지를 이 이름으로 기억합니다.",
        )

    def handle(self, logs, name, **options):
        forget()
        log = Log(name[:100])
        there = [path for path in logs if path == STDIN or Path(path).exists()]
        for path in there or logs:
            self._count(log, path)
        said = _("%(counted)s줄을 세었습니다. 읽을 수 없는 줄: %(broken)s")
        said %= {"counted": f"{log.counted:,}", "broken": f"{log.broken:,}"}
        self.stdout.write(said)

    def _count(self, log: Log, path: str):
        try:
            with _opened(path) as file:
                if isinstance(file, BufferedReader) and file.seekable():
                    log.skip(file)
                log.count(file)
        except (OSError, EOFError) as error:
            raise CommandError(
                _("%(path)s 파일을 읽을 수 없습니다: %(error)s") % {"path": path, "error": error}
            ) from None
        except NotOnlyFiles as method:
            raise CommandError(
                _(
                    "%(path)s 파일에 nginx가 파일로 답할 수 없는 %(method)s 요청이 있습니다. 앱이 이미 센 요청을"
                    " 두 번 세지 않도록 멈추었습니다. deploy/nginx.conf의 pages.log처럼 파일로 내준 페이지만 담은"
                    " 기록을 주세요."
                )
                % {"path": path, "method": method}
            ) from None


def _opened(path: str):
    if path == STDIN:
        return nullcontext(sys.stdin.buffer)
    return gzip.open(path) if Path(path).suffix == ".gz" else open(path, "rb")
