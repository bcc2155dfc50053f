from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from comments.models import Comment
from notes.models import Author, Image, Note, Series
from socialstrategy.demo import loader


class TestDemo(TestCase):
    """Loaded once: nobody here changes it."""

    @classmethod
    def setUpTestData(cls):
        cls.media = Path(cls.enterClassContext(TemporaryDirectory()))
        cls.enterClassContext(override_settings(MEDIA_ROOT=cls.media))
        loader.load(lambda _line: None)

    def test_it_is_a_series_to_read_from_one(self):
        series = Series.objects.get()

        assert series.title != "소셜전략"
        assert list(series.notes.order_by("number").values_list("number", flat=True)) == [
            *range(1, series.notes.count() + 1)
        ]
        assert series.notes.count() >= 8
        assert Note.objects.published().count() == Note.objects.count() - 2
        planned = Note.objects.planned().order_by("number")
        assert list(planned.values_list("number", "body")) == [(10, ""), (11, "")]

    def test_it_leads_from_note_to_note_from_the_start(self):
        related = {note.number: note.links().related for note in Note.objects.published()}

        assert min(len(found) for found in related.values()) >= 1
        assert "일곱째 계단" in [note.title for note in related[9]]
        assert Note.objects.pinned().get().number == 1
        assert "설명서" in Author.objects.get().about_html

    def test_it_shows_what_a_note_can_hold(self):
        html = "".join(Note.objects.values_list("body_html", flat=True))

        for tag in ("<table", "<blockquote", "<ol", "<ul", "<img", "<pre", "footnote"):
            assert tag in html, tag

    def test_it_has_pictures_with_words_in_every_size(self):
        html = "".join(Note.objects.values_list("body_html", flat=True))

        assert "(pictures/" not in html
        assert Image.objects.count() == 2
        for image in Image.objects.all():
            assert image.alt
            assert f'src="{image.address}"' in html
            assert all((self.media / name).exists() for name in image.picture_name.files())

    def test_it_has_threads_with_the_authors_answers(self):
        assert Comment.objects.public().filter(parent__isnull=False).exists()
        assert Comment.objects.public().filter(is_by_author=True).exists()
        for note in Note.objects.all():
            assert note.comment_count == note.comments.public().count()

    def test_it_fills_the_queue_with_real_verdicts(self):
        suspicious = Comment.objects.exclude(status=Comment.PUBLISHED)

        assert suspicious.filter(status=Comment.HELD).count() >= 3
        assert (
            Comment.objects.public().filter(verdicts=[]).count() == Comment.objects.public().count()
        )
        for comment in suspicious:
            assert comment.verdicts, comment.name
            assert all(verdict["reason"] for verdict in comment.verdicts)


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["make_series", "make_note", "make_comment"])
def test_demo_is_not_put_into_a_site_with_anything_in_it(request, what):
    request.getfixturevalue(what)()
    before = Note.objects.count()

    with pytest.raises(CommandError, match="이미 글이나 시리즈가 있는 사이트"):
        call_command("load_demo")

    assert Note.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_demo_that_is_stopped_halfway_leaves_an_empty_site():
    def stop(line):
        if "4/" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loader.load(stop)

    assert loader.is_empty()
