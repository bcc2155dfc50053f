import time

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from notes.models import Note
from notes.related import relate_all

SECONDS_BETWEEN_NEWS = 3


class Command(BaseCommand):
    help = (
        "이어서 읽을 만한 글을 모두 다시 고릅니다. 언제 멈추어도 됩니다. 거기까지 한 것은 남습니다."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--from",
            dest="first",
            type=int,
            default=0,
            metavar="KEY",
            help="멈춘 데서 이어서 합니다. 멈출 때 나온 수를 적습니다.",
        )

    def handle(self, first, **options):
        notes = Note.objects.published().filter(pk__gte=first).order_by("pk")
        self._keys = list(notes.values_list("pk", flat=True))
        self._done, self._last_news = 0, time.monotonic()
        try:
            relate_all(self._keys, self._say)
        except KeyboardInterrupt:
            self.stderr.write(
                _("멈추었습니다. --from %s로 이어서 할 수 있습니다.") % self._keys[self._done]
            )
            raise SystemExit(130) from None
        self.stdout.write(_("글 %s편에서 다시 골랐습니다.") % f"{self._done:,}")

    def _say(self, key: int):
        self._done += 1
        if time.monotonic() - self._last_news >= SECONDS_BETWEEN_NEWS:
            self._last_news = time.monotonic()
            self.stderr.write(f"… {self._done:,} / {len(self._keys):,}", style_func=str)
            self.stderr.flush()
