"""What is worth reading next: which notes are compared, what is stored, when it is done."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from notes import related
from notes.likeness import Scale, features, linked_notes
from notes.models import Note, Relation
from notes.related import LEAST, Measure, relate_all, relate_from_soon, relate_portion

pytestmark = pytest.mark.django_db

BREAD = "반죽을 발효시키고 오븐에 빵을 굽는다. 효모와 밀가루와 소금을 섞는다. " * 8
STARS = "망원경으로 성운을 본다. 은하와 혜성의 궤도를 관측소에서 적는다. " * 8
TAXES = "부가세를 신고하고 영수증을 모은다. 세무서에 장부를 낸다. " * 8


def others(note) -> list[str]:
    return [row.other.title for row in note.relations.order_by("-score")]


def features_of(text, *tags, path="/notes/가/", title="제목"):
    return features(title, f"<p>{text}</p>", tags, path)


def score(one, other, tag_counts=(), total=10):
    filler = {key: features_of(text) for key, text in enumerate((STARS, TAXES), start=2)}
    return Scale(one, {1: other, **filler}, dict(tag_counts), total).scores()[1]


# How alike ---------------------------------------------------------------------------------------


def test_particles_and_spaces_do_not_hide_a_subject():
    bread = features_of("효모는 반죽에서 자란다. 빵가루와 오븐" * 4)

    assert score(bread, features_of("반죽의 효모가, 빵 가루를 오븐으로" * 4)) > LEAST
    assert score(bread, features_of("망원경의 렌즈를 닦는 저녁" * 4)) == 0


def test_rare_tag_says_more_than_one_that_all_have():
    one, other = features_of("가나다", 1), features_of("라마바", 1)

    rare, common = score(one, other, {1: 2}, 100), score(one, other, {1: 90}, 100)

    assert rare > LEAST > common > 0


def test_link_is_enough_in_either_direction():
    one = features("가", '<p><a href="/notes/%EB%82%98/#자리">나</a></p>', (), "/notes/가/")
    other = features_of("아무 말", path="/notes/나/")

    assert score(one, other) == score(other, one) > LEAST


def test_links_to_notes_are_read_from_any_spelling(settings):
    settings.SITE_URL = "https://글.example"
    html = (
        '<a href="/series/%EC%A0%84%EB%9E%B5/3/">가</a><a title="x" href="/series/전략/4/?a=1#b">나</a>'
        '<a href="https://글.example/notes/다/">다</a><a href="https://example.org/notes/라/">라</a>'
        '<a href="/series/전략/">마</a><img src="/notes/바/">'
    )

    assert linked_notes(html) == {"/series/전략/3/", "/series/전략/4/", "/notes/다/"}


def test_scores_stay_between_0_and_1():
    same = features("가", f'<p>{BREAD}<a href="/notes/가/"></a></p>', (1, 2), "/notes/가/")

    assert 0.9 < score(same, same, {1: 2, 2: 2}) <= 1


# What is stored ----------------------------------------------------------------------------------


def test_notes_of_one_subject_find_one_another(make_note):
    bread = make_note("식빵 굽는 아침", body=BREAD)
    rolls = make_note("모닝빵 굽는 저녁", body=BREAD.replace("소금", "우유"))
    make_note("혜성", body=STARS)
    make_note("영수증", body=TAXES)

    relate_all()

    assert others(bread) == ["모닝빵 굽는 저녁"]
    assert others(rolls) == ["식빵 굽는 아침"]
    assert Relation.objects.count() == 2


def test_old_notes_learn_of_a_new_one_without_being_measured(make_note):
    old = make_note("식빵", body=BREAD)
    weak = [make_note(f"별 {n}", body=STARS) for n in range(4)]
    Relation.objects.bulk_create(
        Relation(note=old, other=other, score=0.1 + k / 1000) for k, other in enumerate(weak)
    )

    new = make_note("바게트", body=BREAD)
    Measure().relate(new.pk)

    assert others(old) == ["바게트", "별 3", "별 2", "별 1"]


def test_changed_note_loses_what_no_longer_fits(make_note):
    bread, rolls = make_note("식빵", body=BREAD), make_note("모닝빵", body=BREAD)
    make_note("혜성", body=STARS)
    relate_all()
    rolls.body, rolls.title = TAXES, "영수증"
    rolls.save()

    Measure().relate(rolls.pk)

    assert others(bread) == others(rolls) == []


def test_neighbours_in_the_series_are_not_repeated(client, make_note, make_series):
    series = make_series(title="빵집")
    notes = [make_note(f"{n}째 빵", series=series, body=BREAD) for n in range(1, 6)]

    relate_all()

    assert sorted(others(notes[1])) == ["4째 빵", "5째 빵"]
    # One that becomes a neighbour later is left out by the page.
    notes[2].delete()
    shown = client.get("/series/빵집/2/").context["related"]
    assert [note.title for note in shown] == ["5째 빵"]


@pytest.mark.parametrize("change", [{"status": Note.DRAFT}, {"status": Note.PLANNED}, "later"])
def test_hidden_notes_are_never_shown(client, make_note, make_series, change):
    note = make_note("식빵", slug="식빵", body=BREAD)
    hidden = make_note("모닝빵", body=BREAD, series=make_series())
    relate_all()
    assert "모닝빵" in client.get("/notes/식빵/").content.decode()

    later = {"published_at": timezone.now() + timedelta(days=1)}
    Note.objects.filter(pk=hidden.pk).update(**(later if change == "later" else change))

    assert "모닝빵" not in client.get("/notes/식빵/").content.decode()
    relate_all()
    assert others(note) == [] or not note.links().related


def test_drafts_are_not_compared(make_note):
    note = make_note("식빵", body=BREAD)
    make_note("모닝빵", body=BREAD, status=Note.DRAFT)

    relate_all()

    assert others(note) == []


def test_linked_notes_are_compared_however_far_away(make_note, monkeypatch):
    monkeypatch.setattr(related, "NEWEST", 0)
    old = make_note("옛글", slug="옛글", body=STARS)
    new = make_note("새 글", body="지난 [옛글](/notes/옛글/)에 이어 적는다. " + TAXES)

    Measure().relate(new.pk)
    assert others(new) == ["옛글"]
    assert others(old) == ["새 글"]

    Measure().relate(old.pk)
    assert others(old) == ["새 글"], "found by its row, though nothing in the old text names it"


def test_measuring_one_costs_the_same_with_many(make_note, django_assert_num_queries):
    notes = [make_note(f"빵 {n}", body=BREAD, tags=["빵"]) for n in range(3)]
    with django_assert_num_queries(13):
        Measure().relate(notes[0].pk)
    for n in range(12):
        make_note(f"더 {n}", body=BREAD, tags=["빵"])

    with django_assert_num_queries(14):
        Measure().relate(notes[0].pk)
    assert notes[0].relations.count() == 4


def test_command_relates_everything_and_goes_on_where_it_stopped(make_note, capsys, monkeypatch):
    notes = [make_note(f"빵 {n}", body=BREAD) for n in range(3)]
    relate = Measure.relate

    def stop(self, key):
        if key == notes[1].pk:
            raise KeyboardInterrupt
        return relate(self, key)

    monkeypatch.setattr(Measure, "relate", stop)
    with pytest.raises(SystemExit):
        call_command("relate_notes")
    assert f"--from {notes[1].pk}" in capsys.readouterr().err
    monkeypatch.setattr(Measure, "relate", relate)

    call_command("relate_notes", "--from", str(notes[1].pk))
    assert "글 2편에서" in capsys.readouterr().out
    assert notes[2].relations.count() == 2


# When --------------------------------------------------------------------------------------------


@pytest.fixture
def queue(settings):
    """The queue of a real site: the database."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return DBTaskResult.objects.filter(task_path="notes.related.relate_note")


def test_note_that_is_saved_twice_is_measured_once(
    queue, make_note, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        note = make_note("식빵")
        note.save()
        other = make_note("모닝빵")

    assert sorted(task.args_kwargs["args"] for task in queue) == [[note.pk], [other.pk]]
    queue.update(status=TaskResultStatus.SUCCESSFUL)
    with django_capture_on_commit_callbacks(execute=True):
        note.save()
    assert queue.count() == 3, "what is done is no reason not to do it again"


def test_scheduled_note_is_measured_when_it_is_public(
    queue, make_note, django_capture_on_commit_callbacks
):
    tomorrow = timezone.now() + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        note = make_note("내일의 빵", published_at=tomorrow)
        note.save()
        note.publish(at=tomorrow - timedelta(hours=2))

    assert sorted(task.run_after for task in queue) == [tomorrow - timedelta(hours=2), tomorrow]
    assert Measure().relate(note.pk) == 0


def test_published_note_is_measured_after_the_commit(make_note, django_capture_on_commit_callbacks):
    bread = make_note("식빵", body=BREAD)
    with django_capture_on_commit_callbacks(execute=True):
        make_note("모닝빵", body=BREAD)
        assert not Relation.objects.exists()

    assert others(bread) == ["모닝빵"]


def test_draft_is_not_measured(make_note, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        make_note("초안", status=Note.DRAFT)

    assert callbacks == []


def test_import_is_measured_in_portions(make_note, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(related, "PORTION", 2)
    old = make_note("옛 식빵", body=BREAD)
    notes = [make_note(f"빵 {n}", body=BREAD) for n in range(5)]

    with django_capture_on_commit_callbacks(execute=True):
        relate_from_soon(notes[0].pk)

    assert all(note.relations.count() == 4 for note in notes)
    assert old.relations.count() == 4
    assert relate_portion.call(notes[4].pk) == 1
