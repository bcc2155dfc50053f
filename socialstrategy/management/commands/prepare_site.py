from django.core.management.base import BaseCommand

from socialstrategy.preparation import STEPS


class Command(BaseCommand):
    help = "번역, 데이터베이스, 화면 파일, 시범 글을 갖춥니다. 이미 갖춘 것은 건너뜁니다."

    def handle(self, **options):
        for step in STEPS:
            step(self._say)

    def _say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
