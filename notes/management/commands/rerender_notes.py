from django.core.management.base import BaseCommand
from django.db import transaction

from notes.citations import leads, look_up_for, remade, settle
from notes.markdown import render
from notes.models import Author, Note, Series, Site
from notes.pages import touch

PORTION = 200
INTRODUCTIONS = ((Series, "description"), (Author, "about"), (Site, "about"))


class Command(BaseCommand):
    help = (
        "모든 글의 본문을 다시 HTML로 만듭니다. 마크다운을 그리는 방법이 바뀌었을 때 씁니다. 고친 시각은 "
        "그대로입니다. 도중에 멈추어도 되고, 다시 실행하면 됩니다."
    )

    def handle(self, **options):
        done = changed = last = 0
        while portion := list(Note.objects.filter(pk__gt=last).order_by("pk")[:PORTION]):
            last = portion[-1].pk
            done, changed = done + len(portion), changed + _rerender(portion)
            self.stdout.write(f"글 {done:,}개 확인, {changed:,}개 바뀜")
            self.stdout.flush()
        for model, text in INTRODUCTIONS:
            _rerender_introductions(model, text)
        self.stdout.write(f"마쳤습니다. 글 {done:,}개 가운데 {changed:,}개가 바뀌었습니다.")


def _rerender(notes: list[Note]) -> int:
    """How many came out differently. A note that is saved meanwhile keeps what that save made."""
    made = [remade(note, leads(each)) for note, each in zip(notes, look_up_for(notes), strict=True)]
    with transaction.atomic():
        unchanged = _unchanged(notes)
        news = [
            (note, new) for note, new in zip(notes, made, strict=True) if new and note in unchanged
        ]
        if news:
            touch("site")
        for note, new in news:
            Note.objects.filter(pk=note.pk).update(**new)
        settle(unchanged)
        return len(news)


def _unchanged(notes: list[Note]) -> list[Note]:
    """Those that nobody has saved since they were read; nobody will until the transaction ends."""
    rows = Note.objects.filter(pk__in=[note.pk for note in notes]).order_by("pk")
    rows = dict(rows.select_for_update(no_key=True).values_list("pk", "updated_at"))
    return [note for note in notes if rows.get(note.pk) == note.updated_at]


def _rerender_introductions(model: type, text: str):
    for pk, source in list(model.objects.values_list("pk", text)):
        unchanged = model.objects.filter(pk=pk, **{text: source})
        with transaction.atomic():
            unchanged.update(**{f"{text}_html": render(source).html})
            touch("site")
