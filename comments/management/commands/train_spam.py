from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from comments.models import Training
from comments.spam import training
from notes.formats import fault


class Command(BaseCommand):
    help = (
        "이미 가려 놓은 댓글로 스팸 판정을 가르칩니다. 한 줄에 JSON 하나씩:"
        ' {"label": "spam" 또는 "ham", "author", "email", "url", "text"}.'
        " 같은 파일을 다시 읽어도 바뀌는 것이 없고, 가르친 것은 언제든 거둘 수 있습니다."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="UTF-8로 적은 JSONL 파일")
        parser.add_argument("--remove", action="store_true", help="이 파일로 가르친 것을 거둡니다")
        parser.add_argument(
            "--remove-all", action="store_true", help="파일로 가르친 것을 모두 거둡니다"
        )

    def handle(self, *, file: Path | None, remove: bool, remove_all: bool, **options):
        if (file is None) != remove_all:
            raise CommandError("파일 하나를 적거나, 파일 없이 --remove-all을 적어 주세요.")
        if remove_all:
            self._say_removed(training.take_back_all())
        elif remove:
            self._say_removed(training.take_back(_examples_in(file)))
        else:
            self._teach(_examples_in(file))

    def _teach(self, examples: list[training.Example]):
        done, labels = training.teach(examples), Counter(example.label for example in examples)
        self.stdout.write(
            f"읽은 댓글 {len(examples):,}개 (스팸 {labels['spam']:,}개, 정상 {labels['ham']:,}개):"
            f" 새로 배운 것 {done['new']:,}개, 고쳐 배운 것 {done['changed']:,}개,"
            f" 이미 배운 것 {done['known']:,}개."
        )
        self._say_left()

    def _say_removed(self, count: int):
        self.stdout.write(f"가르친 댓글 {count:,}개를 거두었습니다.")
        self._say_left()

    def _say_left(self):
        self.stdout.write(f"파일로 가르친 댓글은 이제 모두 {Training.objects.count():,}개입니다.")


def _examples_in(file: Path) -> list[training.Example]:
    try:
        return training.examples_in(file.read_bytes())
    except OSError as error:
        raise CommandError(f"파일을 읽을 수 없습니다: {file} ({fault(error)})") from None
    except training.BrokenFile as broken:
        raise CommandError(str(broken)) from None
