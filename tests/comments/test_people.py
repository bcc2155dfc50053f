"""One e-mail address: everything about it is found, handed over, and erased without a trace."""

import json
import unicodedata
from urllib.parse import unquote

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import CHANGE
from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from comments import discussions
from comments.models import Comment, LogEntry, MailAddress, Rule, RuleMatch, Takedown
from comments.privacy.columns import text_columns
from comments.privacy.erasing import erase
from comments.privacy.person import Person
from comments.privacy.spelling import Spelling
from notes.models import Author, Draft, Invitation, MissedSearch, PageChange, Revision, Site
from tests.traces import traces_of

pytestmark = pytest.mark.django_db
PAGE, EXPORT, ERASE = (f"/moderation/people/{path}" for path in ("", "export/", "erase/"))
MAIL = "hong.gildong+blog@example.com"
HANGUL = "홍길동@example.com"


def nfd(text):
    return unicodedata.normalize("NFD", text)


# How an address is known in a text ---------------------------------------------------------------


@pytest.mark.parametrize("typed", [MAIL, f"  {MAIL.upper()}\n", "Hong.Gildong+blog @ example.com"])
def test_case_and_spaces_make_no_difference(typed):
    assert Spelling(typed).email == MAIL


@pytest.mark.parametrize("typed", ["", "홍길동", "a@b", "@example.com", "a" * 300 + "@example.com"])
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValidationError):
        Spelling(typed)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("kim@naver.com으로 보내 주세요.", "[지운 주소]으로 보내 주세요."),
        ("제주소는kim@naver.com.", "제주소는[지운 주소]."),
        ("<KIM@Naver.com>, kim@naver.com-그 사람", "<[지운 주소]>, [지운 주소]-그 사람"),
        ("sokim@naver.com", "sokim@naver.com"),
        ("so.kim@naver.com", "so.kim@naver.com"),
        ("so+kim@naver.com (+kim@naver.com)", "so+kim@naver.com (+[지운 주소])"),
        ("kim@naver.com.au", "kim@naver.com.au"),
        ("kim@naver.com-pany.kr", "kim@naver.com-pany.kr"),
        ("https://a.example/?to=kim%40naver.com&x", "https://a.example/?to=[지운 주소]&x"),
        ("https://a.example/?to=%20kim%40naver.com", "https://a.example/?to=%20[지운 주소]"),
        ('<a href="mailto:kim@naver.com">메일</a>', "메일"),
    ],
)
def test_address_ends_where_it_ends(text, without):
    assert Spelling("kim@naver.com").without(text) == without


def test_address_in_hangul_is_known_in_either_form_and_in_json():
    spelling = Spelling(HANGUL)
    for text in (HANGUL, nfd(HANGUL), HANGUL.upper()):
        assert spelling.without(f"주소: {text}") == "주소: [지운 주소]"
    assert spelling.without({"a": [nfd(HANGUL), 3, None]}) == {"a": ["[지운 주소]", 3, None]}


# A site in which it stands everywhere -------------------------------------------------------------


@pytest.fixture(params=[MAIL, HANGUL], ids=["ascii", "hangul"])
def email(request):
    return request.param


@pytest.fixture
def site(email, make_comment, make_note, make_series, moderator):
    """Two comments of the person, and the address in every other place."""
    series = make_series("소셜전략")
    note = make_note("같이 시작하기", series=series, number=1, body=f"편지는 {email.upper()}으로.")
    mine = make_comment(note, name="홍길동", email=email, body="제가 남긴 첫 댓글입니다.")
    answer = make_comment(parent=mine, name="이웃", body="답합니다.")
    held = make_comment(note, name="길동", email=email.upper(), status="held", body="둘째 댓글")
    held.mark_as_spam(moderator)
    other = make_comment(
        note,
        name="이웃",
        email=f"not.{email}",
        body=f"저분께는 <{email}>이나 [메일](mailto:{email})로, {nfd(email)}도 됩니다. not.{email}은 제 것.",
        website=f"https://a.example/?to={email}",
        verdicts=[{"check": "rule", "reason": f"규칙: {email}", "action": "hold", "weight": 0}],
        user_agent=f"Bot (+{email})",
    )
    discussions.save(note, f"[홍길동](#{mine.anchor})과 {email}의 말.", "")
    _moderated(email, mine, other, moderator)
    _of_notes(email, note, moderator)
    _of_the_frame(email, mine, moderator)
    note.refresh_from_db()
    return {"note": note, "mine": mine, "answer": answer, "held": held, "other": other}


def _moderated(email, mine, other, moderator):
    MailAddress.objects.create(email=email, confirmed_at=timezone.now())
    rule = Rule.objects.create(
        subject=Rule.EMAIL, value=email, folded=email, action=Rule.SPAM, reason="장난"
    )
    RuleMatch.note_down([rule.pk], mine)
    Rule.objects.create(
        subject=Rule.WORD, value="전화", folded="전화", action=Rule.HOLD, reason=f"{email} 때문에"
    )
    words = {"until": timezone.now(), "reason": f"{email}의 글을 퍼 갔다고 함"}
    Takedown.objects.create(
        comment=other, asked_by=f"홍길동 {email}", objection=f"{nfd(email)}의 말", **words
    )


def _of_notes(email, note, moderator):
    for ref in (f"wordpress:{email}", f"WordPress:{email.upper()}"):
        Author.objects.create(name="글쓴이", about=f"문의 {email}", import_ref=ref)
    Site.objects.current()
    site = Site.objects.get()
    site.about = f"문의는 {email}로."
    site.save()
    Draft.objects.create(note=note, body=f"초고 {email}", fields={"excerpt": nfd(email)})
    Revision.objects.create(note=note, body=f"앞의 글 {email}", reason=f"{email}을 뺌")
    Invitation.objects.create(email=email, revoked_at=timezone.now())
    MissedSearch.objects.create(day=timezone.localdate(), words=email, readers=1)


def _of_the_frame(email, mine, moderator):
    kind = ContentType.objects.get_for_model(Comment)
    AdminEntry.objects.create(
        user=moderator,
        content_type=kind,
        object_id=mine.pk,
        object_repr=str(mine),
        action_flag=CHANGE,
        change_message=json.dumps([{"changed": {"name": email}}]),
    )
    for number in range(2):  # the same once more, in capitals: unique columns
        AccessAttempt.objects.create(
            username=email.upper() if number else email,
            ip_address="203.0.113.7",
            user_agent="Firefox",
            get_data="",
            post_data=f"username={email}",
            failures_since_start=1,
        )
    DBTaskResult.objects.create(
        args_kwargs={"args": [email], "kwargs": {"source": f"https://a.example/{nfd(email)}"}},
        task_path="comments.webmentions.receiving.receive",
        backend_name="default",
        run_after=get_date_max(),
        status="FAILED",
        traceback=f"ValueError: {email}",
        exception_class_path="",
    )


def erased(email, by=None):
    return erase(Person(Spelling(email)), by)


def test_no_trace_is_left_anywhere(site, email, moderator):
    assert len(traces_of(email)) > 20  # the search itself sees them

    done = erased(f" {email.upper()} ", moderator)

    assert done["comments"] == 2
    # What is a longer address is somebody else's.
    kept = f"not.{email}"
    assert traces_of(email) == traces_of(kept) == [
        "comments_comment.body", "comments_comment.body_html", "comments_comment.email"
    ]  # fmt: skip
    entry = LogEntry.objects.get(act=LogEntry.ERASED)
    assert (entry.by, entry.comment) == (moderator, None)
    assert entry.detail == dict(done)
    assert set(done) == {"comments", "mail_addresses", "rules", "takedowns", "texts"}


def test_others_keep_their_words(site, email):
    erased(email)

    other, note = site["other"], site["note"]
    other.refresh_from_db()
    assert other.body.startswith(
        "저분께는 <[지운 주소]>이나 [메일](mailto:[지운 주소])로, [지운 주소]도"
    )
    assert other.body.endswith(f"not.{email}은 제 것.")
    assert "[지운 주소]" in other.body_html
    assert (other.name, other.email, other.website) == ("이웃", f"not.{email}", "")
    assert other.verdicts[0]["reason"] == "규칙: [지운 주소]"
    note.refresh_from_db()
    assert note.body == "편지는 [지운 주소]으로."
    assert "편지는 [지운 주소]으로." in note.body_html
    assert note.summary == "편지는 [지운 주소]으로."
    about = Author.objects.values_list("about", "import_ref")
    assert list(about) == [("문의 [지운 주소]", None)] * 2
    assert Takedown.objects.get().asked_by == "홍길동 [지운 주소]"
    assert [rule.reason for rule in Rule.objects.all()] == ["[지운 주소] 때문에"]


def test_answers_stay_and_counts_and_citations_are_right(site, email, client):
    page = site["note"].get_absolute_url()
    before = PageChange.objects.order_by("pk").last().pk

    erased(email)

    note, answer = site["note"], site["answer"]
    note.refresh_from_db()
    answer.refresh_from_db()
    assert note.comment_count == Comment.objects.public().filter(note=note).count() == 2
    assert answer.parent is None
    text = client.get(page).text
    assert "지워진 댓글입니다." in text
    assert "홍길동 <small>(지워진 댓글)</small>" in text
    assert email not in text.replace(f"not.{email}", "")
    told = " ".join(PageChange.objects.filter(pk__gt=before).values_list("tags", flat=True))
    assert {f"comments-{note.pk}", f"note-{note.pk}", "counts", "site"} <= set(told.split())


def test_administration_forgets_the_first_words_of_an_erased_comment(site, email):
    erased(email)

    assert AdminEntry.objects.get().object_repr == "지워진 댓글"


def test_pressed_again_it_does_nothing(site, email, moderator):
    erased(email, moderator)
    count = LogEntry.objects.count()

    assert not erased(email, moderator)
    assert LogEntry.objects.count() == count


def test_nothing_is_erased_if_something_fails(site, email, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    before = traces_of(email)
    monkeypatch.setattr(LogEntry, "note_down", fail)

    with pytest.raises(RuntimeError):
        erased(email)

    assert traces_of(email) == before


def test_open_invitation_and_account_are_named_and_stay(moderator_client, make_user, moderator):
    make_user("홍길동", email=MAIL)
    Invitation.objects.create(email=MAIL, created_by=moderator)

    page = moderator_client.post(PAGE, {"email": MAIL}).text
    moderator_client.post(ERASE, {"email": MAIL, "act": "erase"})

    assert "홍길동</a>" in page
    assert "아직 쓰지 않은 초대" in page
    assert traces_of(MAIL) == ["auth_user.email", "notes_invitation.email"]


def test_every_text_column_is_looked_at():
    """A new table is, by itself; whoever adds a column of words as something else says so here."""
    names = {
        f"{model._meta.label}.{name}" for model, named in text_columns().items() for name in named
    }

    assert names >= {
        "comments.Comment.verdicts", "comments.Takedown.asked_by", "comments.LogEntry.detail",
        "notes.Revision.body", "admin.LogEntry.object_repr", "axes.AccessAttempt.post_data",
        "django_tasks_database.DBTaskResult.args_kwargs", "notes.Draft.fields",
    }  # fmt: skip


# The pages ----------------------------------------------------------------------------------------


def test_page_says_what_is_known(moderator_client, site, email):
    page = moderator_client.post(PAGE, {"email": f" {email.upper()} "})

    assert page.status_code == 200
    assert email in page.text
    for words in ("2개", "스팸 1, 공개 1", "답글 소식을 받겠다고 확인함", "이메일: ", "1건"):
        assert words in page.text


def test_page_of_nobody(moderator_client):
    page = moderator_client.post(PAGE, {"email": "nobody@example.com"})

    assert "이 주소에 관해 저장된 것이 없습니다." in page.text
    assert "모두 지우기" not in page.text


@pytest.mark.parametrize("url", [PAGE, EXPORT, ERASE])
@pytest.mark.parametrize("typed", ["", nfd("홍길동"), "a@b"])
def test_what_is_no_address_comes_back(moderator_client, url, typed):
    page = moderator_client.post(url, {"email": typed})

    assert page.status_code == 422
    assert "이메일 주소를 다시 확인해 주세요." in page.text
    assert f'value="{unicodedata.normalize("NFC", typed)}"' in page.text


def test_export_has_all_of_it_and_a_name_in_hangul(moderator_client, site, email, moderator):
    answer = moderator_client.post(EXPORT, {"email": email})

    name = answer["Content-Disposition"]
    assert name.isascii()
    assert unquote(name).startswith("attachment; filename*=utf-8''개인정보-20")
    stored = answer.json()
    bodies = [comment["body"] for comment in stored["comments"]]
    assert bodies == ["제가 남긴 첫 댓글입니다.", "둘째 댓글"]
    assert stored["comments"][1]["decisions"][0]["to_status"] == "spam"
    assert stored["mail_address"]["email"] == email
    assert [rule["value"] for rule in stored["rules"]] == [email, "전화"]
    assert stored["takedowns"][0]["asked_by"] == f"홍길동 {email}"
    assert stored["elsewhere"]["comments.Comment"] == [site["other"].pk]
    assert "저분께는" not in answer.text
    assert "답합니다." not in answer.text
    entry = LogEntry.objects.get(act=LogEntry.EXPORTED)
    assert (entry.by, entry.detail) == (moderator, {"comments": 2})


def test_erasing_shows_first_what_will_go(moderator_client, site, email):
    page = moderator_client.post(ERASE, {"email": email}).text

    assert "모두 지울까요?" in page
    assert "2개" in page
    assert Comment.objects.filter(email__iexact=email).count() == 2

    done = moderator_client.post(ERASE, {"email": email, "act": "erase"})

    assert (done.status_code, done["Location"]) == (303, PAGE)
    page = moderator_client.get(PAGE).text
    assert "댓글 2개를 지웠습니다. 다른 곳" in page
    assert email not in page
    assert "not." + email in traces_and_cookies(moderator_client, email)


def traces_and_cookies(client, email) -> str:
    """All that is left anywhere, the browser's cookies included."""
    cookies = " ".join(cookie.value for cookie in client.cookies.values())
    assert email not in cookies
    return " ".join(Comment.objects.values_list("email", flat=True))


def test_address_is_never_in_a_web_address(moderator_client, site, email):
    """It would be kept by browsers and by the logs of servers."""
    for url in (PAGE, EXPORT, ERASE):
        answer = moderator_client.get(url, {"email": email})
        assert answer.status_code in (200, 405)
        assert email not in answer.text
    for page in (PAGE, ERASE):
        text = moderator_client.post(page, {"email": email}).text
        assert 'method="get"' not in text.split("<main")[1]
