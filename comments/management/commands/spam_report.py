import unicodedata
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comments.moderation.counting import Fates, fates_since
from comments.spam.names import name_of
from comments.spam.report import Asked, Report, report_since

DAYS = 90
MOST_DAYS = 36_500
NAME_COLUMNS = 30  # of a terminal, where a Hangul letter takes two


class Command(BaseCommand):
    help = (
        "스팸 판정이 이 사이트에서 얼마나 맞았는지 셉니다. 배우는 판정은 결정 하나하나마다 그전까지 배운"
        " 것만으로 다시 물어보고, 다른 검사는 댓글이 왔을 때 한 말을 봅니다. 아무것도 바꾸지 않습니다."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--days", type=int, default=DAYS, help=f"며칠 전부터 셀지 (기본 {DAYS}일)"
        )

    def handle(self, *, days: int, **options):
        if not 0 < days <= MOST_DAYS:
            raise CommandError(f"--days는 1부터 {MOST_DAYS:,}까지의 수여야 합니다.")
        since = timezone.now() - timedelta(days=days)
        report, fates = report_since(since), fates_since([since])
        self.stdout.write(f"지난 {days:,}일 동안")
        for line in (*_of_judge(fates), "", *_of_learner(report), "", *_of_checks(report)):
            self.stdout.write(line)


def _of_judge(fates: Fates) -> list[str]:
    """Of the comments that came in that time, also of those that nobody has decided about yet."""
    received, shown, held, spam = map(sum, (fates.received, fates.shown, fates.held, fates.spam))
    return [
        f"받은 댓글 {received:,}개: 바로 공개 {shown:,}, 보류 {held:,}, 스팸 {spam:,}",
        _share("  보류했다가 승인", fates.wrong_holds, held),
        _share("  스팸으로 보았다가 승인", fates.wrong_spam, spam),
        _share("  바로 공개했다가 스팸으로 정하거나 지움", fates.wrong_passes, shown),
    ]


def _of_learner(report: Report) -> list[str]:
    learner = report.learner
    if not learner.spam + learner.ham:
        return ["그동안 배운 결정이 없습니다."]
    lines = [
        f"배우는 판정: 결정 {learner.spam + learner.ham:,}개를 순서대로, 그전까지 배운 것으로만 물음",
        *_of_asked(learner),
    ]
    if report.forgotten:
        lines.append(f"  ({report.forgotten:,}개는 오래되어 내용이 없으므로 배운 낱말만으로 물음)")
    return lines


def _of_asked(asked: Asked) -> list[str]:
    return [
        _share("  스팸을 알아봄", asked.caught, asked.spam),
        _share("  정상을 스팸으로 봄", asked.wrong, asked.ham),
    ]


def _of_checks(report: Report) -> list[str]:
    """Those that spoke most often first."""
    if not report.checks:
        return ["그 댓글들에 대해 한 말이 남아 있는 검사가 없습니다."]
    said = sorted(report.checks.items(), key=lambda each: (-each[1].spoke, each[0]))
    head = f"{_padded('검사')}{'말함':>6}{'맞음':>6}{'틀림':>6}  틀린 비율"
    rows = (
        f"{_padded(str(name_of(name)))}{each.spoke:>8,}{each.right:>8,}{each.wrong:>8,}"
        f"{_percent(each.wrong, each.spoke):>11}"
        for name, each in said
    )
    return [head, *rows]


def _share(label: str, number: int, of: int) -> str:
    return f"{_padded(label, 44)}{number:>8,} / {of:>8,}{_percent(number, of):>9}"


def _percent(number: int, of: int) -> str:
    return f"{100 * number / of:.1f} %" if of else "–"


def _padded(text: str, columns: int = NAME_COLUMNS) -> str:
    """With spaces up to this width; what is longer stays whole."""
    wide = sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)
    return text + " " * max(1, columns - wide)
