from django.core.management.base import BaseCommand

from comments.models import Lesson
from comments.spam.learning import rebuild


class Command(BaseCommand):
    help = (
        "스팸을 가려 배운 것을 지금까지의 결정에서 다시 만듭니다. 낱말을 나누는 방법이 바뀌었을 때 씁니다. "
        "파일로 가르친 것과 내용을 지운 스팸에서 배운 것은 그대로 셉니다. "
        "도중에 멈추어도 되고, 다시 실행하면 됩니다."
    )

    def handle(self, **options):
        done = 0
        for count in rebuild():
            done += count
            self.stdout.write(f"결정한 댓글 {done:,}개 확인")
            self.stdout.flush()
        # Not all of them teach: no imported ones, and none by the note's author.
        taught = Lesson.objects.count()
        self.stdout.write(
            f"마쳤습니다. 결정한 댓글 {done:,}개를 다시 읽었고, 그 가운데 {taught:,}개에서 배웁니다."
        )
