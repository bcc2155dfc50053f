from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from comments.spam.prior import PATH
from comments.spam.prior_building import build
from comments.spam.prior_sources import sources


class Command(BaseCommand):
    help = (
        "스팸 판정이 처음에 아는 것을 다시 셉니다. 가려 놓은 댓글이 있는 폴더를 적어 주세요."
        " 파일 이름과 이용 조건은 comments/spam/data/README.md에 있습니다."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options):
        try:
            counts = build(sources(folder))
        except OSError as error:
            raise CommandError(f"읽을 수 없는 파일이 있습니다: {error.filename}") from error
        PATH.write_bytes(counts)
        self.stdout.write(f"{PATH}: {len(counts):,} B")
