import sys
import tempfile
import time
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from notes.formats import fault
from notes.interchange.plan import UnclearNumber
from notes.interchange.records import BrokenFile
from notes.interchange.report import Group, Report
from notes.interchange.store import NUMBER_TAKEN
from notes.text import slugify
from socialstrategy.importing import READERS, guess_format, import_file

SECONDS_BETWEEN_NEWS = 3


class Command(BaseCommand):
    help = (
        "글과 댓글을 파일에서 들여옵니다. 여러 번 실행해도 됩니다. 이미 들여온 것은 바꾸지 않습니다. "
        "파일이 깨져 있으면 아무것도 들여오지 않습니다."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH", help="파일. -는 표준 입력입니다.")
        parser.add_argument(
            "--format",
            choices=sorted(READERS),
            help="wxr(워드프레스 내보내기) 또는 jsonl(JSON 줄). 다른 형식은 아직 읽지 못합니다. "
            "적지 않으면 내용을 보고 정합니다.",
        )
        parser.add_argument(
            "--series",
            metavar="SLUG",
            help="모든 글을 이 시리즈에 넣습니다. 제목마다 번호가 있으면 그 번호를, 아니면 날짜 "
            "순서대로 번호를 붙입니다.",
        )
        parser.add_argument(
            "--number",
            type=int,
            metavar="N",
            help="번호가 이미 쓰이는 글 하나에(또는 글이 하나뿐일 때) 줄 번호.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="들여와 보고 되돌립니다. 숫자만 보여 줍니다."
        )

    def handle(self, path, series, number, dry_run, **options):
        self._require_sense(series, number)
        self._last_news = time.monotonic()
        with _opened(path) as file:
            format = options["format"] or guess_format(file)
            if format is None:
                raise CommandError(
                    _("어떤 형식의 파일인지 알 수 없습니다. --format으로 알려 주십시오.")
                )
            report = self._import(file, format, series, number, dry_run)
        self._print(report, dry_run)

    def _require_sense(self, series, number):
        if number is not None and not 0 < number < 10**6:
            raise CommandError(_("--number에는 1 이상의 수를 적어 주십시오."))
        if series is not None and not slugify(series):
            raise CommandError(_("--series에는 글자가 있는 주소를 적어 주십시오."))

    def _import(self, file, format, series, number, dry_run) -> Report:
        try:
            return import_file(file, format, series, number, dry_run, self._news)
        except (BrokenFile, UnclearNumber) as error:
            unchanged = _("아무것도 들여오지 않았습니다. 사이트는 그대로입니다.")
            raise CommandError(f"{error}\n{unchanged}") from None

    def _news(self, report: Report):
        if time.monotonic() - self._last_news < SECONDS_BETWEEN_NEWS:
            return
        self._last_news = time.monotonic()
        made = report.made + report.there
        self.stderr.write(
            _("… 글 %(notes)s개, 댓글 %(comments)s개")
            % {"notes": f"{made['notes']:,}", "comments": f"{made['comments']:,}"},
            style_func=str,
        )
        self.stderr.flush()

    # What is said at the end --------------------------------------------------------------------

    def _print(self, report: Report, dry_run: bool):
        for line in (
            _counts(report),
            _there(report),
            *_groups(_("들여오지 않은 것:"), report.skipped),
            *_groups(_("알아 두실 것:"), report.notices),
            _advice(report),
            _conclusion(report, dry_run),
        ):
            if line:
                self.stdout.write(line)


def _counts(report: Report) -> str:
    names = {
        "series": _("시리즈 %s개"),
        "notes": _("글 %s개"),
        "comments": _("댓글 %s개"),
        "tags": _("태그 %s개"),
        "authors": _("글쓴이 %s명"),
        "addresses": _("옛 주소 %s개"),
        "images": _("그림 %s개(주소만 옮기고 파일은 가져오지 않았습니다)"),
    }
    counts = [name % f"{report.made[key]:,}" for key, name in names.items()]
    return _("새로 들여온 것: ") + ", ".join(counts)


def _there(report: Report) -> str:
    if not sum(report.there.values()):
        return ""
    return _("전에 들여온 것(그대로 두었습니다): 글 %(notes)s개, 댓글 %(comments)s개") % {
        "notes": f"{report.there['notes']:,}",
        "comments": f"{report.there['comments']:,}",
    }


def _groups(heading: str, groups: dict[str, Group]) -> list[str]:
    lines = [f"- {reason}: {group.count:,}개{_examples(group)}" for reason, group in groups.items()]
    return [heading, *lines] if lines else []


def _examples(group: Group) -> str:
    if not group.examples:
        return ""
    more = " …" if group.count > len(group.examples) else ""
    return f" ({' / '.join(group.examples)}{more})"


def _advice(report: Report) -> str:
    if str(NUMBER_TAKEN) not in report.skipped:
        return ""
    return _("번호가 겹친 글을 다른 번호로 들여오려면 --number N을 적어 주십시오.")


def _conclusion(report: Report, dry_run: bool) -> str:
    if dry_run:
        return _("시험 삼아 해 본 것입니다. 사이트는 그대로입니다.")
    return "" if any(report.made.values()) else _("새로 들여올 것이 없어 사이트는 그대로입니다.")


@contextmanager
def _opened(path: str):
    """Always seekable: some options need to read twice."""
    if path == "-":
        with tempfile.TemporaryFile() as file:
            while piece := sys.stdin.buffer.read(1 << 20):
                file.write(piece)
            file.seek(0)
            yield file
        return
    try:
        file = open(path, "rb")  # noqa: SIM115 -- closed below
    except OSError as error:
        raise CommandError(
            _("파일을 열 수 없습니다: %(path)s (%(error)s)") % {"path": path, "error": fault(error)}
        ) from None
    with file:
        yield file
