"""Questions: marked as answered and opened again, on their note and on the page of their series."""

import unicodedata

import html5lib
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import question_pages, questions
from comments.models import Comment
from comments.questions import COUNTED_TO, mark_answered, open_in_series, reopen
from notes.desk.roles import AUTHOR, MODERATOR, set_roles
from notes.models import Author, Note, PageChange
from tests.plans import as_if_large, plan

pytestmark = pytest.mark.django_db
PAGE = "/series/소셜전략/questions/"
HOME = "/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/"


@pytest.fixture
def series(make_series):
    return make_series(title="소셜전략")


@pytest.fixture
def note(make_note, series):
    return make_note(series=series, number=1)


@pytest.fixture
def ask(make_comment):
    def asked(note, body="전략(戰略)은 누구와 세우나요?", **fields):
        return make_comment(note, kind=Comment.QUESTION, body=body, **fields)

    return asked


@pytest.fixture
def question(note, ask):
    return ask(note)


def page(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def row(client, comment):
    tree = page(client.get(comment.note.get_absolute_url()))
    (found,) = (li for li in tree.iter("li") if li.get("id") == comment.anchor)
    return found


def mark(client, comment):
    """The text and the target of "답을 얻음" in the head of a row; nothing without it."""
    marks = [
        each for each in row(client, comment).iter() if "comment__found" in each.get("class", "")
    ]
    return [(words(each), each.get("href")) for each in marks]


def address(question):
    return f"/comments/answered/{question.pk}/"


def reread(question):
    return Comment.objects.get(pk=question.pk)


class TestMarking:
    def test_by_a_comment(self, client, question, make_comment):
        answer = make_comment(parent=question, body="이웃과 세웁니다.")

        assert mark_answered(question, by_comment=answer)

        assert mark(client, question) == [("답을 얻음", f"#{answer.anchor}")]
        assert mark(client, answer) == []
        stored = reread(question)
        assert (stored.answered_by, stored.answered_in) == (answer, None)
        assert stored.answered_at

    def test_by_a_later_note(self, client, question, make_note, series):
        later = make_note(series=series, number=3)

        mark_answered(question, in_note=later)

        assert mark(client, question) == [("답을 얻음", f"{HOME}3/")]

    def test_by_a_note_in_no_series(self, client, question, make_note):
        mark_answered(question, in_note=make_note("답", slug="답-하나"))

        assert mark(client, question) == [("답을 얻음", "/notes/%EB%8B%B5-%ED%95%98%EB%82%98/")]

    def test_just_so_and_open_again(self, client, question, make_comment):
        mark_answered(question, by_comment=make_comment(parent=question))
        mark_answered(question)
        assert mark(client, question) == [("답을 얻음", None)]

        assert reopen(question)

        stored = reread(question)
        assert (stored.answered_at, stored.answered_by, stored.answered_in) == (None, None, None)
        assert mark(client, question) == []

    def test_what_is_no_public_question_is_left_alone(self, make_comment, question, note, ask):
        thought, held = make_comment(note), ask(note, status=Comment.HELD)
        question.remove(None)

        assert [mark_answered(each) for each in (thought, held, question)] == [False] * 3
        assert not Comment.objects.exclude(answered_at=None).exists()

    def test_touches_the_conversation_and_the_questions_of_the_series(self, question, series):
        PageChange.objects.all().delete()

        mark_answered(question)

        said = [f"comments-{question.note_id} questions-{series.pk}"]
        assert list(PageChange.objects.values_list("tags", flat=True)) == said

    def test_is_one_transaction(self, question):
        with pytest.raises(RuntimeError), transaction.atomic():
            mark_answered(question)
            raise RuntimeError

        assert not reread(question).answered_at

    def test_that_became_another_kind_says_nothing(self, client, question):
        mark_answered(question)
        question.kind = Comment.THOUGHT
        question.save()

        assert mark(client, question) == []


class TestAnswerThatIsGone:
    """That the question is answered stays: whoever said so knew. It leads nowhere any more."""

    @pytest.fixture
    def answer(self, make_comment, question):
        answer = make_comment(parent=question)
        mark_answered(question, by_comment=answer)
        return answer

    def test_erased(self, client, question, answer):
        answer.delete()

        assert mark(client, question) == [("답을 얻음", None)]

    def test_removed_and_back(self, client, question, answer, moderator):
        answer.remove(moderator)
        assert mark(client, question) == [("답을 얻음", None)]

        answer.approve(moderator)
        assert mark(client, question) == [("답을 얻음", f"#{answer.anchor}")]

    @pytest.mark.parametrize("change", ["taken back", "scheduled", "deleted"])
    def test_note(self, client, question, make_note, series, change):
        later = make_note(series=series, number=3)
        mark_answered(question, in_note=later)
        if change == "deleted":
            later.delete()
        elif change == "scheduled":
            later.publish(at=timezone.now() + timezone.timedelta(days=1))
        else:
            later.status = Note.DRAFT
            later.save()

        assert mark(client, question) == [("답을 얻음", None)]
        assert client.get(f"{PAGE}?state=answered").text.count("답을 얻음</a>") == 0

    def test_note_that_moved(self, client, question, make_note, series):
        later = make_note(series=series, number=3)
        mark_answered(question, in_note=later)
        later.number = 8
        later.save()

        assert mark(client, question) == [("답을 얻음", f"{HOME}8/")]

    def test_page_names_the_note_that_answers(self, client, question, make_note, series):
        later = make_note(series=series, number=8)
        mark_answered(question, in_note=later)

        for found in (question.note.get_absolute_url(), f"{PAGE}?state=answered"):
            assert f"note-{later.pk}" in client.get(found)["Cache-Tag"].split()

    def test_question_that_is_erased_or_whose_note_is(self, question, answer, note):
        question.delete()
        note.delete()

        assert not Comment.objects.exists()


def test_answer_beyond_the_fold_is_led_to(client, note, question, make_comment):
    for _each in range(51):
        last = make_comment(note)
    mark_answered(question, by_comment=last)

    assert mark(client, question) == [("답을 얻음", f"{HOME}1/comments/#{last.anchor}")]
    last.remove(None)
    assert mark(client, question) == [("답을 얻음", None)]


class TestWhoMay:
    @pytest.fixture
    def person(self, make_user):
        def made(name, *roles):
            user = make_user(name)
            set_roles(user, roles)
            Author.objects.get_or_create(user=user, defaults={"name": name})
            client = Client()
            client.force_login(user)
            return client, user

        return made

    def test_moderator_and_writer_of_the_note(self, question, person, note):
        moderator, _user = person("운영자", MODERATOR)
        writer, user = person("글쓴이", AUTHOR)
        other, _user = person("다른글쓴이", AUTHOR)
        nobody, _user = person("손님")
        Note.objects.filter(pk=note.pk).update(author=user.author)

        for client, may in ((moderator, True), (writer, True), (other, False), (nobody, False)):
            head = words(row(client, question).find("p"))
            assert ("답 표시" in head or "답 고치기" in head) is may
            assert client.get(address(question)).status_code == (200 if may else 403)
            assert client.post(address(question), {"answer": "itself"}).status_code == (
                303 if may else 403
            )

    def test_anonymous_page_is_everybodys(self, client, question):
        response = client.get(question.note.get_absolute_url())

        assert "comments/answered" not in response.text and "csrf" not in response.text
        assert not response.cookies
        assert client.get(address(question))["Location"].startswith("/account/login/")
        assert client.post(address(question))["Location"].startswith("/account/login/")

    def test_only_with_a_token(self, question, moderator):
        client = Client(enforce_csrf_checks=True)
        client.force_login(moderator)

        assert client.post(address(question), {"answer": "itself"}).status_code == 403
        assert not reread(question).answered_at

    def test_page_is_for_one_person(self, moderator_client, question):
        response = moderator_client.get(address(question))

        assert "no-store" in response["Cache-Control"]
        assert 'name="robots" content="noindex"' in response.text

    def test_nothing_to_mark_at_a_thought(self, moderator_client, note, make_comment):
        thought = make_comment(note)

        assert moderator_client.get(address(thought)).status_code == 404
        assert "답 표시" not in words(row(moderator_client, thought))


class TestForm:
    @pytest.fixture(autouse=True)
    def signed_in(self, moderator_client):
        return moderator_client

    def choose(self, client, question, **fields):
        return client.post(address(question), fields)

    def test_offers_what_came_later_with_answers_first(self, client, note, make_comment, ask):
        early = make_comment(note, body="먼저 있던 말입니다.")
        question = ask(note)
        other = make_comment(note, body="딴 이야기입니다.")
        answer = make_comment(parent=question, body="이웃과 **같이** 세웁니다.")

        tree = page(client.get(address(question)))
        values = [each.get("value") for each in tree.iter("input") if each.get("name") == "answer"]

        assert values == [f"{answer.pk}", f"{other.pk}", "note", "itself"]
        assert f"{early.pk}" not in values
        assert "이웃과 같이 세웁니다." in words(tree.find(".//fieldset"))

    def test_a_comment(self, client, question, make_comment):
        answer = make_comment(parent=question)

        response = self.choose(client, question, answer=answer.pk, note="")

        assert (response.status_code, response["Location"]) == (
            303,
            f"{HOME}1/#{question.anchor}",
        )
        assert reread(question).answered_by == answer
        assert f'value="{answer.pk}" checked' in client.get(address(question)).text

    @pytest.mark.parametrize(
        "name",
        [
            "[[소셜전략 3]]",
            "소셜전략 3",
            unicodedata.normalize("NFD", "[[소셜전략 3]]"),
            "[[소셜전략 3|그 글]]",
            "/series/소셜전략/3/",
            "http://127.0.0.1:8000/series/소셜전략/3/#문단",
            "/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/3/",
        ],
    )
    def test_a_note(self, client, question, make_note, series, name):
        later = make_note(series=series, number=3)

        assert self.choose(client, question, answer="note", note=name).status_code == 303
        assert reread(question).answered_in == later
        assert f'value="{HOME}3/"' in client.get(address(question)).text

    def test_a_note_that_moved(self, client, question, make_note, series):
        later = make_note(series=series, number=3)
        later.number = 9
        later.save()

        self.choose(client, question, note="/series/소셜전략/3/")

        assert reread(question).answered_in == later

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({}, "무엇이 답인지 골라 주세요."),
            ({"answer": "note", "note": "  "}, "무엇이 답인지 골라 주세요."),
            ({"answer": "note", "note": "[[없는 시리즈 <9>]]"}, "그런 글을 찾지 못했어요."),
            ({"answer": "note", "note": "https://다른곳.example/1/"}, "그런 글을 찾지 못했어요."),
            ({"answer": "note", "note": "[[소셜전략 2]]"}, "그런 글을 찾지 못했어요."),
            ({"answer": "9" * 30}, "그 댓글이 지금은 없어요."),
            ({"answer": "하나"}, "그 댓글이 지금은 없어요."),
            ({"answer": "itself-not"}, "그 댓글이 지금은 없어요."),
        ],
    )
    def test_what_cannot_be_taken(self, client, question, make_note, series, fields, sentence):
        make_note(series=series, number=2, status=Note.PLANNED)

        response = self.choose(client, question, **fields)

        assert response.status_code == 422
        assert sentence in response.text
        if name := fields.get("note", "").strip():
            assert name.replace("<", "&lt;").replace(">", "&gt;") in response.text
        assert not reread(question).answered_at

    def test_comment_of_another_note_or_not_public_or_itself(
        self, client, question, make_comment, make_note
    ):
        wrong = [make_comment(make_note()), make_comment(parent=question, status="held"), question]

        for comment in wrong:
            assert self.choose(client, question, answer=comment.pk).status_code == 422

    def test_open_again(self, client, question):
        self.choose(client, question, answer="itself")
        assert reread(question).answered_at
        assert "다시 열린 질문으로" in client.get(address(question)).text

        self.choose(client, question, act="reopen")

        assert not reread(question).answered_at

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries(self, client, question, make_comment, django_assert_num_queries, count):
        for _each in range(count):
            make_comment(parent=question)

        with django_assert_num_queries(5):
            client.get(address(question))


class TestPage:
    def listed(self, client, query=""):
        tree = page(client.get(PAGE + query))
        return [words(each) for each in tree.iter("p") if each.get("class") == "question__words"]

    def test_open_questions_newest_first_with_their_places(self, client, series, make_note, ask):
        first = make_note("첫 글", series=series, number=1)
        planned = make_note("쉬는 법", series=series, number=7, status=Note.PLANNED)
        ask(first, body=unicodedata.normalize("NFD", "전략은 **누구와** 세우나요?"), name="김독자")
        new = ask(planned, body="쉬는 날에는\n\n무엇을 하나요?", name="박독자")

        tree = page(client.get(PAGE))
        items = [each for each in tree.iter("li") if each.get("class") == "question"]

        today = timezone.localdate().strftime("%Y. %-m. %-d")
        assert [words(each).replace(f"{today}.", "오늘") for each in items] == [
            "7 : 쉬는 법 예고 쉬는 날에는 무엇을 하나요? 박독자 오늘",
            "1 : 첫 글 전략은 누구와 세우나요? 김독자 오늘",
        ]
        assert [a.get("href") for a in items[0].iter("a")] == [
            f"{HOME}7/",
            f"{HOME}7/#{new.anchor}",
        ]
        assert words(tree.find(".//h1")) == "열린 질문"

    def test_states(self, client, note, ask, make_comment):
        ask(note, body="열려 있나요?")
        done = ask(note, body="닫혔나요?")
        answer = make_comment(parent=done, body="네.")
        mark_answered(done, by_comment=answer)

        assert self.listed(client) == ["열려 있나요?"]
        assert self.listed(client, "?state=answered") == ["닫혔나요?"]
        assert self.listed(client, "?state=all") == ["닫혔나요?", "열려 있나요?"]
        assert (
            f'<a href="{HOME}1/#{answer.anchor}">답을 얻음</a>'
            in client.get(f"{PAGE}?state=all").text
        )

    def test_answer_in_a_note_is_named(self, client, question, make_note, series):
        mark_answered(question, in_note=make_note("같이 쉬기", series=series, number=3))

        text = client.get(f"{PAGE}?state=answered").text

        assert f'<a href="{HOME}3/">답을 얻음: 소셜전략 3 : 같이 쉬기</a>' in text

    @pytest.mark.parametrize("query", ["?state=open", "?state=", "?state=<b>", "?state=아무거나"])
    def test_other_states_make_no_page(self, client, series, query):
        response = client.get(PAGE + query)

        assert (response.status_code, response["Location"]) == (302, f"{HOME}questions/")

    def test_only_what_is_public_and_readable(
        self, client, series, note, make_note, ask, make_comment
    ):
        draft = make_note(series=series, number=2, status=Note.DRAFT)
        later = make_note(
            series=series, number=3, published_at=timezone.now() + timezone.timedelta(days=1)
        )
        for hidden in (draft, later, make_note()):
            ask(hidden, body="감춰진 질문")
        for status in ("held", "spam", "removed"):
            ask(note, body="감춰진 질문", status=status)
        make_comment(note, body="그냥 생각")

        for query in ("", "?state=answered", "?state=all"):
            assert self.listed(client, query) == []

    def test_nothing_private(self, client, note, ask):
        ask(note, email="secret@example.com", address="203.0.113.9", user_agent="비밀 브라우저")

        text = client.get(PAGE).text

        assert not [word for word in ("secret@", "203.0.113", "비밀 브라우저") if word in text]

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("", "답을 기다리는 질문이 없습니다."),
            ("?state=answered", "아직 답을 얻은 질문이 없습니다."),
            ("?state=all", "아직 질문이 없습니다."),
        ],
    )
    def test_empty_one_invites(self, client, series, query, sentence):
        assert sentence in client.get(PAGE + query).text

    def test_pages(self, client, note, ask):
        for number in range(45):
            ask(note, body=f"{number}번째로 묻습니다.")

        assert self.leafed(client) == [
            f"{number}번째로 묻습니다." for number in reversed(range(45))
        ]

    def leafed(self, client):
        """What is on all pages, one after the other."""
        seen, query = [], ""
        while True:
            tree = page(client.get(PAGE + query))
            seen += self.listed(client, query)
            older = [a.get("href") for a in tree.iter("a") if a.get("class") == "pages__older"]
            if not older:
                return seen
            query = older[0]

    @pytest.mark.parametrize("looked_through", [1, 30, 100])
    def test_series_with_many_notes_has_the_same_pages(
        self, client, monkeypatch, make_note, note, ask, looked_through
    ):
        """Whether its own are all that the site has, enough among them, or too few."""
        elsewhere = make_note()
        for number in range(45):
            ask(note, body=f"{number}번째로 묻습니다.")
            ask(elsewhere, body="다른 글의 질문")
        monkeypatch.setattr(question_pages, "MANY_NOTES", 0)
        monkeypatch.setattr(question_pages, "LOOKED_THROUGH", looked_through)

        assert self.leafed(client) == [
            f"{number}번째로 묻습니다." for number in reversed(range(45))
        ]

    def test_newest_of_the_site_are_read_off_an_index(self, client, monkeypatch, question):
        monkeypatch.setattr(question_pages, "MANY_NOTES", 0)
        if connection.vendor == "postgresql":  # SQLite would know how few rows there are
            as_if_large("seqscan", "sort", "bitmapscan")
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        [sql] = [
            one["sql"] for one in queries if f"LIMIT {question_pages.LOOKED_THROUGH}" in one["sql"]
        ]

        assert "comment_newest_question" in plan(sql)

    @pytest.mark.parametrize("before", ["하나", "1", "x-1", "9" * 40])
    def test_key_that_is_none(self, client, series, before):
        assert client.get(f"{PAGE}?before={before}").status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries(self, client, series, make_note, ask, django_assert_num_queries, count):
        later = make_note(series=series, number=99)
        for number in range(1, count + 1):
            question = ask(make_note(series=series, number=number))
            mark_answered(question, in_note=later)

        with django_assert_num_queries(4):
            client.get(f"{PAGE}?state=all")

    def test_series_that_moved_or_never_was(self, client, series, question):
        series.title = series.slug = "같이하기"
        series.save()

        response = client.get(PAGE)

        new = "/series/%EA%B0%99%EC%9D%B4%ED%95%98%EA%B8%B0/questions/"
        assert (response.status_code, response["Location"]) == (301, new)
        assert client.get("/series/없는것/questions/").status_code == 404


class TestWaysThere:
    def test_from_the_series(self, client, series, note, ask):
        assert "열린 질문" not in client.get("/series/소셜전략/").text
        done = ask(note)
        for _each in range(3):
            ask(note)
        mark_answered(done)

        tree = page(client.get("/series/소셜전략/"))
        (way,) = [p for p in tree.iter("p") if p.get("class") == "questions__way"]

        assert (words(way), way.find("a").get("href")) == ("열린 질문 3개", f"{HOME}questions/")

    def test_count_has_an_end(self, client, series, note):
        Comment.objects.bulk_create(
            Comment(note=note, kind="question", status="published", name="독자", body="왜?")
            for _each in range(COUNTED_TO + 5)
        )

        assert open_in_series(series).total() == COUNTED_TO + 1
        assert "열린 질문 100+개" in " ".join(client.get("/series/소셜전략/").text.split())

    @pytest.mark.parametrize("elsewhere", [2, questions.LOOKED_THROUGH])
    def test_count_is_the_same_for_a_series_with_many_notes(
        self, monkeypatch, make_note, series, note, ask, elsewhere
    ):
        """Whether the site has few open questions or many."""
        other, done = make_note(), ask(note)
        for _each in range(3):
            ask(note)
        mark_answered(done)
        Comment.objects.bulk_create(
            Comment(note=other, kind="question", status="published", name="독자", body="왜?")
            for _each in range(elsewhere)
        )
        expected = open_in_series(series)
        monkeypatch.setattr(questions, "MANY_NOTES", 0)

        assert open_in_series(series) == expected == {note.pk: 3}

    @pytest.mark.parametrize("count", [1, 3])
    def test_series_page_needs_the_same_queries(
        self, client, series, note, ask, django_assert_num_queries, count
    ):
        for _each in range(count):
            ask(note)

        with django_assert_num_queries(4):
            client.get("/series/소셜전략/")

    def test_from_a_conversation_with_questions(self, client, note, make_comment, ask, make_note):
        make_comment(note)
        assert "열린 질문" not in client.get(note.get_absolute_url()).text

        ask(note)
        alone = ask(make_note())

        assert (
            f'<a href="{HOME}questions/">이 시리즈의 열린 질문</a>'
            in client.get(note.get_absolute_url()).text
        )
        assert "열린 질문" not in client.get(alone.note.get_absolute_url()).text


@pytest.mark.parametrize("count", [1, 3])
def test_note_page_needs_no_query_for_answers(
    client, note, ask, make_note, django_assert_num_queries, count
):
    for _each in range(count):
        mark_answered(ask(note), in_note=make_note())

    with django_assert_num_queries(4):
        client.get(note.get_absolute_url())
