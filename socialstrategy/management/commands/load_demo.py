from django.core.management.base import BaseCommand, CommandError

from socialstrategy.demo import loader


class Command(BaseCommand):
    help = "빈 사이트를 시범 시리즈로 채웁니다. 글이나 댓글이 있는 사이트는 건드리지 않습니다."

    def handle(self, **options):
        if not loader.is_empty():
            raise CommandError("이미 글이나 시리즈가 있는 사이트라 시범 글을 넣지 않았습니다.")
        loader.load(self._say)

    def _say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
