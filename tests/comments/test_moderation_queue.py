"""What the queue shows of each comment, and how it is narrowed down."""

import html
import re
import unicodedata
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, SpamPolicy
from comments.moderation import history
from comments.moderation import queue as queue_module
from notes.desk.roles import AUTHOR, EDITOR, MODERATOR
from notes.models import Author, Note, Site
from tests.plans import as_if_large, plan

QUEUE = "/moderation/"
NAME = re.compile(r"<strong>([^<]*)</strong></label>")


@pytest.fixture
def shown(moderator_client):
    """The names on the page that a query leads to, in their order."""

    def ask(query="", client=moderator_client):
        response = client.get(f"{QUEUE}{query}")
        assert response.status_code == 200
        return [html.unescape(name) for name in NAME.findall(response.text)]

    return ask


@pytest.fixture
def make_person(make_user):
    """An account with a role, and a byline if it writes."""
    from notes.desk.roles import set_roles

    def make(role, name):
        user = make_user(name)
        set_roles(user, [role])
        if role != MODERATOR:
            Author.objects.create(name=name, user=user)
        return user

    return make


@pytest.fixture
def author(make_person):
    """One who may decide under the own notes."""
    site = Site.objects.current()
    site.authors_moderate = True
    site.save()
    return make_person(AUTHOR, "글쓴이")


def verdict(check, **fields):
    return {"check": check, "action": "", "weight": 0, "reason": "까닭"} | fields


# A row -------------------------------------------------------------------------------------------


def test_row_says_what_weighed_most(moderator_client, make_comment):
    words = [["카지노", 3.25], ["독자", -1]]
    make_comment(
        status="held",
        verdicts=[
            verdict("bayes", weight=35, reason="스팸과 비슷함", words=words),
            verdict("link_count", weight=40, reason="링크 3개"),
        ],
    )

    page = moderator_client.get(QUEUE).text

    assert "스팸과 비슷함 (+35)" in page
    assert "카지노 <small>+3.2</small>" in page
    assert "독자 <small>−1</small>" in page
    assert "무게를 더하면 75 (지금은 50부터 보류, 100부터 스팸)" in page

    SpamPolicy.objects.create(sensitivity="strict")
    page = moderator_client.get(QUEUE).text
    assert "무게를 더하면 75 (지금은 35부터 보류, 80부터 스팸)" in page


def test_row_says_what_its_writer_asked_and_changed(moderator_client, make_comment):
    comment = make_comment(status="held", kind="question", quote="같이 하는 것으로 바꿉니다.")
    before = moderator_client.get(QUEUE).text
    Comment.objects.filter(pk=comment.pk).update(
        appealed_at=timezone.now(), edited_at=timezone.now()
    )

    page = moderator_client.get(QUEUE).text

    assert '<li class="queue__mark">질문</li>' in page
    assert "글에서 인용: 같이 하는 것으로 바꿉니다." in page
    for words in ('queue__mark--appeal">다시 봐 달라고 함', "고침 <time"):
        assert words in page
        assert words not in before


def test_row_tells_of_earlier_comments_with_the_same_address(moderator_client, make_comment):
    make_comment(email="kim@example.com", body="전에 남긴 말입니다.")
    make_comment(email="kim@example.com", status="spam", body="가입하면 드립니다.")
    make_comment(network="203.0.113.0/24", body="같은 곳에서 쓴 말입니다.")
    known = make_comment(email="kim@example.com", network="203.0.113.0/24", status="held")
    make_comment(network="203.0.113.0/24", status="held")
    make_comment(email="lee@example.com", network="203.0.113.0/24", status="held")
    make_comment(status="held", name="이름뿐")

    page = " ".join(moderator_client.get(QUEUE).text.split())

    assert "같은 이메일로 먼저 쓴 댓글 2개: 스팸 1 · 공개 1" in page
    assert "같은 네트워크에서 먼저 쓴 댓글 2개: 보류 1 · 공개 1" in page
    assert page.count("이 이메일로는 처음 쓴 댓글입니다.") == 1
    assert "전에 남긴 말입니다." in page
    assert f'href="/moderation/?email_of={known.pk}&amp;status=all"' in page
    assert "kim@example.com" not in "".join(re.findall(r'href="[^"]*"', page))


def test_earlier_comments_are_counted_to_a_bound(
    moderator_client, make_note, make_comment, monkeypatch
):
    monkeypatch.setattr(history, "LATEST", 3)
    note = make_note()
    for _each in range(6):
        make_comment(note, email="many@example.com", status="spam")
    make_comment(note, email="many@example.com", status="held")

    page = " ".join(moderator_client.get(QUEUE).text.split())

    assert "같은 이메일로 먼저 쓴 댓글 3개 이상: 스팸 3" in page


def test_latest_of_a_person_are_read_and_no_others(make_note, make_comment):
    """Of somebody who has written thousands no more than that: nothing is sorted."""
    note = make_note()
    words = {"note": note, "name": "단골", "body": "말", "email": "many@example.com"}
    Comment.objects.bulk_create(Comment(**words) for _each in range(1000))
    page = [make_comment(note, email="many@example.com", status="held")]
    as_if_large("seqscan", "bitmapscan")
    with CaptureQueriesContext(connection) as asked:
        history.with_history(page, Comment.objects.all(), by_network=True)
    [query] = asked.captured_queries

    steps = plan(query["sql"])

    assert "comment_of_writer" in steps
    assert [each for each in ("TEMP B-TREE", "Sort") if each in steps] == []


def test_what_came_later_is_no_history(moderator_client, make_note, make_comment, monkeypatch):
    monkeypatch.setattr(history, "LATEST", 2)
    note = make_note()
    make_comment(note, email="many@example.com", status="held")
    for _each in range(2):
        make_comment(note, email="many@example.com", status="spam", body="나중에 쓴 말")
    assert "이 이메일로는 처음 쓴 댓글입니다." in moderator_client.get(QUEUE).text
    make_comment(note, email="many@example.com", status="spam", body="나중에 쓴 말")

    page = " ".join(moderator_client.get(QUEUE).text.split())

    assert "같은 이메일로 먼저 쓴 댓글 0개 이상" in page
    assert "나중에 쓴 말" not in page


def test_comment_that_is_taken_down_is_not_decided_here(moderator_client, make_comment):
    comment = make_comment(status="suspended", name="홍길동")
    page = moderator_client.get(f"{QUEUE}?status=suspended").text
    url = reverse("moderation:decision_create", args=[comment.pk])

    response = moderator_client.post(url, {"act": "spam", "seen": "suspended"}, follow=True)

    comment.refresh_from_db()
    assert comment.status == "suspended"
    assert "게시중단 중이라 여기서 결정하지 않습니다." in page
    assert f'action="{url}' not in page
    assert "지금 상태: 게시중단." in response.text


# Filters -----------------------------------------------------------------------------------------


@pytest.fixture
def crowd(make_note, make_series, make_comment):
    """Comments that differ in one thing each; by name."""
    series = make_series()
    first, second = make_note(series=series), make_note()
    now = timezone.now()
    common = {"status": "held", "email": "kim@example.com"}
    return {
        comment.name: comment
        for comment in (
            make_comment(first, name="물음", kind="question", **common),
            make_comment(second, name="Élise", body="Crème BRÛLÉE 만드는 전략", status="held"),
            make_comment(second, name="연결", verdicts=[verdict("link_count")], status="held"),
            make_comment(second, name="다시", appealed_at=now, status="held"),
            make_comment(second, name="이웃", network="203.0.113.0/24", status="held"),
            make_comment(first, name="공개된", email="kim@example.com"),
        )
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?kind=question", "물음"),
        ("?check=link_count", "연결"),
        ("?appealed=1", "다시"),
        ("?note={물음.note_id}", "물음"),
        ("?note={물음.note_id}&status=all", "공개된 물음"),
        ("?series={물음.note.series_id}", "물음"),
        ("?email_of={물음.pk}", "물음"),
        ("?email_of={물음.pk}&status=all", "공개된 물음"),
        ("?network_of={이웃.pk}", "이웃"),
        ("?q=전략", "Élise"),
        ("?q=전략을", "Élise"),
        ("?q=전략+만드는", "Élise"),
        ("?q=만 드는전략", "Élise"),
        ("?q=전략+-brûlée", ""),
        ('?q="만드는 전략"', "Élise"),
        ('?q="전략 만드는"', ""),
        ("?q=brûlée+CRÈME", "Élise"),
        ("?q=élise", "Élise"),
        ("?q=KIM@example", "물음"),
        ("?q=없는+말", ""),
        ("?q=%25", ""),
        ("?kind=question&q=전략", ""),
        ("?order=oldest", "물음 Élise 연결 다시 이웃"),
        ("?kind=&check=&appealed=&q=", "이웃 다시 연결 Élise 물음"),
    ],
)
def test_queue_is_narrowed_down(shown, crowd, query, names):
    assert shown(query.format(**crowd)) == names.split()


def test_search_knows_decomposed_letters(shown, crowd):
    assert shown(f"?q={unicodedata.normalize('NFD', '전략')}") == ["Élise"]


@pytest.mark.parametrize(
    "query",
    [
        "status=all", "kind=joke", "check=unknown", "order=random", "note=열둘", "note=-1",
        "email_of=99999", "network_of=99999", "note=99999", "series=99999", f"note={10**30}",
        "after=열둘&order=oldest",
    ],
)  # fmt: skip
def test_filter_that_is_none_is_404(moderator_client, query):
    assert moderator_client.get(f"{QUEUE}?{query}").status_code == 404


def test_comments_without_an_address_have_nothing_in_common(moderator_client, make_comment):
    comment = make_comment(status="held")

    for name in ("email_of", "network_of"):
        assert moderator_client.get(f"{QUEUE}?{name}={comment.pk}").status_code == 404


def test_page_says_what_it_is_narrowed_to_and_leads_back(moderator_client, crowd):
    key = crowd["물음"].pk

    page = moderator_client.get(f"{QUEUE}?email_of={key}&status=all&kind=question").text

    assert "같은 이메일: <strong>kim@example.com</strong>" in page
    assert 'href="/moderation/?kind=question">빼기' in page
    assert f'<input type="hidden" name="email_of" value="{key}">' in page
    assert '<option value="question" selected>' in page


def test_closed_filters_say_what_they_do(moderator_client, crowd):
    def summary(query):
        page = moderator_client.get(f"{QUEUE}{query}").text
        return re.search(r'(<details class="moderation__filters".*?)</summary>', page, re.DOTALL)[1]

    assert summary("").endswith('filters">\n<summary>찾기·거르기')
    found = summary("?q=<전략>&kind=question&check=link_count&appealed=1")
    assert "<strong>&lt;전략&gt; · 질문 · 링크 · 다시 봐 달라고 함</strong>" in found
    assert 'class="moderation__filters" open' in found  # nothing fits: it is changed next
    assert " open" not in summary("?kind=question")


def test_decision_in_a_narrowed_queue_leads_back_to_it(moderator_client, crowd):
    comment = crowd["물음"]
    page = moderator_client.get(f"{QUEUE}?kind=question&q=말").text
    [action] = re.findall(r'class="queue__acts" method="post" action="([^"]*)"', page)

    response = moderator_client.post(html.unescape(action), {"act": "spam", "seen": comment.state})

    assert response["Location"].startswith("/moderation/?kind=question&q=%EB%A7%90&done=")


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("query", ["", "&q=손님"])
def test_every_comment_is_on_one_page(moderator_client, make_note, order, query):
    note, now = make_note(), timezone.now()
    Comment.objects.bulk_create(
        [
            Comment(note=note, name=f"손님{n}", body="말", status="held", created_at=now + timedelta(0, n // 2))
            for n in range(60)
        ]
    )  # fmt: skip
    url, names = f"{QUEUE}?order={order}{query}", []
    while url:
        page = moderator_client.get(url).text
        names += NAME.findall(page)
        following = re.findall(r'href="([^"]*)" rel="next"', page)
        url = html.unescape(following[0]) if following else None

    expected = [f"손님{n}" for n in range(60)]
    assert names == (expected if order == "oldest" else expected[::-1])


def test_nothing_that_fits_is_not_nothing_at_all(moderator_client, make_comment):
    make_comment(status="held")

    assert "이 조건에 맞는 댓글이 없습니다." in moderator_client.get("/moderation/?q=우체통").text


def test_search_stops_somewhere_and_says_so(moderator_client, make_note, monkeypatch):
    monkeypatch.setattr(queue_module, "LOOKED_AT", 10)
    monkeypatch.setattr("comments.moderation.views.LOOKED_AT", 10)
    note = make_note()
    Comment.objects.bulk_create(
        [Comment(note=note, name=f"손님{n}", body="말", status="held") for n in range(15)]
    )

    page = moderator_client.get(f"{QUEUE}?q=손님3").text
    [further] = re.findall(r'href="([^"]*)" rel="next"', page)
    second = moderator_client.get(html.unescape(further)).text

    assert NAME.findall(page) == []
    assert "댓글 10개까지 살펴보았습니다." in page
    assert "더 찾기" in page
    assert NAME.findall(second) == ["손님3"]
    assert "더 찾기" not in second


@pytest.mark.parametrize("count", [10, 300])
@pytest.mark.parametrize("query", ["", "?q=손님", "?check=link_count"])
def test_full_queue_takes_as_many_queries(
    moderator_client, make_note, django_assert_num_queries, count, query
):
    note = make_note()
    Comment.objects.bulk_create(
        [
            Comment(
                note=note, name=f"손님{n}", body="말", status="held", email=f"{n % 40}@example.com",
                verdicts=[verdict("link_count")],
            )
            for n in range(count)
        ]
    )  # fmt: skip
    moderator_client.get(QUEUE)

    with django_assert_num_queries(6):
        moderator_client.get(f"{QUEUE}{query}")


def test_full_queue_takes_few_queries_of_a_moderator_by_role(client, make_person, make_comment):
    client.force_login(make_person(MODERATOR, "운영자"))
    make_comment(status="held", email="kim@example.com")

    with connection.execute_wrapper(counting := Counting()):
        client.get(QUEUE)

    assert counting.count <= 8


class Counting:
    count = 0

    def __call__(self, execute, *query):
        self.count += 1
        return execute(*query)


# Authors -----------------------------------------------------------------------------------------


@pytest.fixture
def two_notes(author, make_person, make_note, make_comment):
    """Held comments under the author's own note and under another one's."""
    other = make_person(AUTHOR, "다른글쓴이")
    person = {"status": "held", "email": "kim@example.com", "network": "203.0.113.0/24"}
    reason = "같은 네트워크(203.0.113.0/24)에서 kim@example.com 님이 여럿"
    person |= {"address": "203.0.113.7", "verdicts": [verdict("rate_limit", reason=reason)]}
    own = make_comment(make_note(author=author.author), name="내 독자", **person)
    foreign = make_comment(make_note("남의 글", author=other.author), name="남의 독자", **person)
    return own, foreign


def test_author_sees_comments_under_own_notes_without_addresses(client, author, two_notes, shown):
    client.force_login(author)
    page = client.get(QUEUE).text

    assert shown("", client) == ["내 독자"]
    assert "까닭" not in page
    assert "같은 네트워크(…)에서 … 님이 여럿" in page
    assert "이 이메일로는 처음 쓴 댓글입니다." in page  # the other one is not theirs
    assert re.findall(r"data-count=\"held\">(\d+)<", page) == ["1"]
    for words in ("kim@example.com", "203.0.113", "남의 글", "남의 독자", "network_of"):
        assert words not in page


@pytest.mark.parametrize("query", ["?q=kim@example.com", "?q=남의"])
def test_author_finds_no_addresses(client, author, two_notes, shown, query):
    client.force_login(author)

    assert shown(query, client) == []


def test_author_learns_nothing_of_others_by_filters(
    client, author, two_notes, make_note, make_person
):
    own, foreign = two_notes
    client.force_login(author)
    draft = make_note("남의 초안", author=foreign.note.author, status=Note.DRAFT, published_at=None)

    for query in (f"network_of={own.pk}", f"email_of={foreign.pk}", f"note={draft.pk}"):
        assert client.get(f"{QUEUE}?{query}").status_code == 404
    page = client.get(f"{QUEUE}?email_of={own.pk}").text
    assert "kim@example.com" not in page
    assert NAME.findall(page) == ["내 독자"]


def test_author_decides_under_own_notes_only(client, author, two_notes):
    own, foreign = two_notes
    client.force_login(author)
    act = {"act": "approve", "seen": "held"}

    def post(name, *args, **data):
        return client.post(reverse(f"moderation:{name}", args=args), data)

    assert post("decision_create", foreign.pk, **act).status_code == 404
    assert post("decision_create", own.pk, **act).status_code == 303
    decision = foreign.mark_as_spam(None)
    assert post("decision_undo", decision.pk).status_code == 404
    page = client.get(f"{QUEUE}?done={decision.pk}").text
    assert "남의 독자" not in page
    assert Comment.objects.get(pk=own.pk).status == "published"
    assert Comment.objects.get(pk=foreign.pk).status == "spam"


def test_author_decides_about_many_under_own_notes_only(client, author, two_notes):
    own, foreign = two_notes
    client.force_login(author)
    both = [f"{comment.pk}.held" for comment in two_notes]
    url = reverse("moderation:decisions_create")

    page = client.post(url, {"act": "spam", "comment": both}, follow=True).text

    assert "댓글 1개를 스팸으로 옮겼습니다." in page
    assert Comment.objects.get(pk=foreign.pk).status == "held"
    batch = own.decisions.get().batch
    foreign.decisions.create(from_status="held", to_status="spam", batch=batch)
    client.post(reverse("moderation:batch_undo", args=[batch]))
    assert foreign.decisions.count() == 1
    assert Comment.objects.get(pk=own.pk).status == "held"


def test_author_is_offered_the_room_where_the_owner_lets_them(client, author, make_person):
    client.force_login(author)
    room = '<a href="/moderation/">댓글</a>'
    assert room in client.get("/desk/").text

    Site.objects.update(authors_moderate=False)

    assert room not in client.get("/desk/").text
    assert client.get(QUEUE).status_code == 403


def test_editor_who_may_decide_sees_everything_but_addresses(client, two_notes, make_person, shown):
    client.force_login(make_person(EDITOR, "편집자"))

    assert shown("", client) == ["남의 독자", "내 독자"]
    assert "kim@example.com" not in client.get(QUEUE).text
