from django.core.management.base import BaseCommand

from notes.search.index import index_all


class Command(BaseCommand):
    help = (
        "찾기가 읽는 색인을 모든 글과 공개된 댓글에서 다시 만듭니다. 색인하는 방법이 바뀌었을 때 씁니다. 도중에 "
        "멈추어도 되고, 다시 실행하면 됩니다."
    )

    def handle(self, **options):
        done = changed = 0
        for looked_at, wrong in index_all():
            done, changed = done + looked_at, changed + wrong
            self.stdout.write(f"글 {done:,}개 확인, {changed:,}개 다시 색인")
            self.stdout.flush()
        self.stdout.write(f"마쳤습니다. 글 {done:,}개 가운데 {changed:,}개를 다시 색인했습니다.")
