"""내 댓글 쪽지: what a comment's writer sees and may do, without an account, and nobody else."""

import json
import re
import threading
import unicodedata
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import slips
from comments.models import AlreadyDecided, Comment, MailAddress
from comments.slips import EDITABLE_FOR, VALID_FOR, slip_path, slip_url
from notes.changes import before_key
from notes.models import Note

WORDS = "세 번째 문단의 예가 제 경험과 똑같아서 놀랐습니다."
BETTER = "다섯 번째 문단의 **예(例)**가 제 경험과 똑같아서 놀랐습니다."
SPAM = "지금 바로 https://a.example https://b.example https://c.example https://d.example 공일공-1234-5678"
LINK = re.compile(r'href="?(/comments/mine/[^/"> ]+/)"?[^>]*>내 댓글 쪽지</a>')


@pytest.fixture
def held(make_comment):
    return make_comment(
        status="held",
        name="김독자",
        body=WORDS,
        email="me@example.com",
        address="203.0.113.77",
        network="203.0.113.0/24",
        user_agent="Firefox/1",
        verdicts=[
            {
                "check": "first_time_commenter",
                "reason": "아직 승인된 댓글이 없는 사람",
                "action": "hold",
                "weight": 0,
            }
        ],
    )


@pytest.fixture
def stranger():
    """Somebody else's browser: whoever has the address needs nothing more."""
    return Client(enforce_csrf_checks=True)


def after(duration):
    return time_machine.travel(timezone.now() + duration, tick=False)


def of(comment) -> str:
    return slip_path(comment.pk, comment.created_at)


def change(client, comment, slip=None, **fields):
    """Sends the form of the comment as it is now, with some fields changed."""
    words = {name: getattr(comment, name) for name in ("name", "kind", "website", "body")}
    return client.post(f"{slip or of(comment)}edit/", {**words, "seen": comment.state, **fields})


def stored() -> Comment:
    return Comment.objects.get()


def link_in(response) -> str | None:
    found = LINK.search(response.text)
    return found and found[1]


class TestAddress:
    def test_it_is_found_in_the_own_held_row_and_by_nobody_else(self, client, send, make_note):
        note = make_note()
        send(note, name=unicodedata.normalize("NFD", "한글이름"), body=WORDS)

        mine, theirs = client.get(note.get_absolute_url()), Client().get(note.get_absolute_url())

        assert "한글이름" in client.get(link_in(mine)).text
        assert "내 댓글 쪽지" not in theirs.text
        assert "no-store" in mine["Cache-Control"]

    def test_it_is_found_in_a_row_that_was_just_published(
        self, client, send, make_note, known_reader
    ):
        note = make_note()
        send(note, body=WORDS, **known_reader)

        mine, theirs = client.get(note.get_absolute_url()), Client().get(note.get_absolute_url())

        slip = link_in(mine)
        assert f"id=comment-{stored_last().pk}><p>" in mine.text
        assert "글 아래에 보여요." in client.get(slip).text
        assert WORDS in theirs.text and "내 댓글 쪽지" not in theirs.text
        assert "no-store" in mine["Cache-Control"] and "no-store" not in theirs["Cache-Control"]
        with after(timedelta(minutes=2)):
            assert link_in(client.get(note.get_absolute_url())) is None

    def test_it_is_found_in_a_long_conversation(self, client, send, make_comment, known_reader):
        note = make_comment().note
        Comment.objects.bulk_create(
            [Comment(note=note, name="독자", body="말", status="published") for _k in range(60)]
        )
        Note.objects.filter(pk=note.pk).update(comment_count=61)
        place = send(note, body=WORDS, **known_reader)["Location"]

        assert link_in(client.get(place))

    def test_row_has_no_slip_that_is_taken_for_the_link_to_answer(self, client, send, make_note):
        note = make_note()
        send(note)

        assert (
            "<p class=comment__slip><a href=/comments/mine/"
            in client.get(note.get_absolute_url()).text
        )

    def test_it_opens_for_half_a_year_and_says_so(self, held, stranger):
        slip = slip_url(held)
        until = timezone.localtime(timezone.now() + VALID_FOR)

        assert (
            f"{until:%Y}년 {until.month}월 {until.day}일까지 다시 열 수" in stranger.get(slip).text
        )
        with after(VALID_FOR - timedelta(minutes=1)):
            assert stranger.get(slip).status_code == 200
        with after(VALID_FOR + timedelta(minutes=1)):
            gone = stranger.get(slip)
            assert gone.status_code == 410
            assert WORDS not in gone.text

    @pytest.mark.parametrize(
        "spoil", [str.lower, lambda t: t[:-3], lambda t: f"9{t}", lambda t: "가"]
    )
    def test_forged_ones_open_nothing(self, held, stranger, spoil):
        _before, token, _after = slip_url(held).rsplit("/", 2)

        answer = stranger.get(f"/comments/mine/{spoil(token)}/")

        assert answer.status_code == 404
        assert "없는 쪽지입니다" in answer.text and WORDS not in answer.text

    def test_other_signed_things_of_the_site_open_nothing(self, held, stranger, posted):
        token = posted(held.note)["token"]

        assert stranger.get(f"/comments/mine/{token}/").status_code == 404

    def test_a_comment_that_has_the_key_after_an_import_is_another_one(self, held, stranger):
        slip = slip_url(held)
        Comment.objects.update(created_at=held.created_at - timedelta(days=1))

        assert stranger.get(slip).status_code == 410

    @pytest.mark.parametrize("page", ["", "edit/", "delete/", "data/"])
    def test_nobody_keeps_or_lists_or_follows_it(self, held, stranger, page):
        answer = stranger.get(f"{of(held)}{page}")

        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies
        assert page == "data/" or 'content="noindex"' in answer.text


class TestFate:
    @pytest.mark.parametrize(
        ("fields", "sentences"),
        [
            ({"status": "held"}, ["아직 올라가지 않았어요.", "처음 오신 분의 댓글은 사람이"]),
            ({"status": "spam"}, ["자동 검사에서 스팸으로 보았어요.", "다시 봐 달라고 하기"]),
            (
                {"status": "spam", "decided_at": timezone.now()},
                ["운영자가 스팸으로 정했어요.", "다시 봐 달라고 하기"],
            ),
            (
                {"status": "removed", "decided_at": timezone.now()},
                ["운영자가 글 아래에서 내렸어요."],
            ),
            ({"status": "published"}, ["글 아래에 보여요.", "그 자리에서 보기"]),
        ],
    )
    def test_every_status_is_told(self, held, stranger, fields, sentences):
        Comment.objects.update(**fields)

        page = " ".join(stranger.get(of(held)).text.split())

        assert [sentence for sentence in sentences if sentence not in page] == []

    def test_spam_hears_nothing_of_the_checks(self, send, client, make_note):
        send(make_note(), subject="채움", body=SPAM)

        page = client.get(of(stored())).text

        assert "자동 검사에서 스팸으로 보았어요." in page
        reasons = [verdict["reason"] for verdict in stored().verdicts]
        assert len(reasons) > 2
        assert [reason for reason in reasons if reason in page] == []

    def test_public_one_leads_to_its_place(self, make_comment, stranger):
        comment = make_comment(body=WORDS)

        assert f'href="{comment.get_absolute_url()}"' in stranger.get(of(comment)).text

    def test_reflected_one_leads_to_the_change(self, make_comment, stranger):
        comment = make_comment()
        revision = comment.note.revisions.create(
            body="고친 글", reason="댓글로 고침", is_public=True
        )
        Comment.objects.update(reflected_in=revision)

        page = stranger.get(of(comment)).text

        assert "글에 반영됨" in page
        assert f'href="{before_key(comment.note)}{revision.pk}"' in page

    def test_whoever_asked_says_what_the_answer_was(self, make_comment, stranger):
        question = make_comment(kind="question", body="못은 왜 안 쓰나요?")
        answer = make_comment(parent=question, name="이웃")

        assert "답을 얻음으로 표시" in stranger.get(of(question)).text
        assert stranger.post(f"{of(question)}answer/", {}).status_code == 422
        said = stranger.post(f"{of(question)}answer/", {"answer": answer.pk})

        assert (said.status_code, said["Location"]) == (303, of(question))
        question.refresh_from_db()
        assert question.answered_by == answer
        assert "csrf" not in stranger.get(f"{of(question)}answer/").text
        stranger.post(f"{of(question)}answer/", {"act": "reopen"})
        question.refresh_from_db()
        assert question.answered_at is None
        assert stranger.get(f"{of(answer)}answer/").status_code == 404

    def test_answered_question_leads_to_its_answer(self, make_comment, make_note, stranger):
        question = make_comment(kind="question")
        answer = make_comment(parent=question, name="이웃")
        Comment.objects.filter(pk=question.pk).update(
            answered_at=timezone.now(), answered_by=answer
        )
        assert (
            f'href="{answer.get_absolute_url()}">이웃 님의 답</a>'
            in stranger.get(of(question)).text
        )

        answer.remove(None)
        assert "이웃" not in stranger.get(of(question)).text
        later = make_note("나중 글")
        Comment.objects.filter(pk=question.pk).update(answered_in=later, answered_by=None)
        assert f'href="{later.get_absolute_url()}">나중 글</a>' in stranger.get(of(question)).text

    def test_withdrawn_note_is_not_named(self, held, stranger):
        Note.objects.update(status="draft", title="아직 아무도 모르는 제목")

        page = stranger.get(of(held))

        assert page.status_code == 200
        assert "아직 아무도 모르는 제목" not in page.text
        assert "아직 아무도 모르는 제목" not in stranger.get(f"{of(held)}edit/").text


class TestEditing:
    def test_words_are_changed_in_their_place(self, make_comment, stranger):
        comment = make_comment(name="김독자", body=WORDS)
        note = comment.note
        assert WORDS in stranger.get(f"{of(comment)}edit/").text

        answer = change(stranger, comment, body=unicodedata.normalize("NFD", BETTER), kind="tried")

        after = stored()
        assert answer.status_code == 303
        assert (after.body, after.kind, after.status) == (BETTER, "tried", "published")
        assert "<strong>예(例)</strong>가" in after.body_html
        assert after.edited_at is not None and after.created_at == comment.created_at
        assert BETTER.split("**")[0] in Client().get(note.get_absolute_url()).text
        assert "에 고침" in stranger.get(of(comment)).text

    def test_held_one_waits_on(self, held, stranger):
        change(stranger, held, body=BETTER)

        after = stored()
        assert (after.body, after.status, after.note.comment_count) == (BETTER, "held", 0)
        assert [verdict["check"] for verdict in after.verdicts] == ["first_time_commenter"]

    def test_held_one_with_spam_in_it_tells_the_moderator(self, held, stranger):
        change(stranger, held, body=SPAM)

        after = stored()
        checks = {verdict["check"] for verdict in after.verdicts}
        assert after.status == "held"
        assert {"link_count", "folded_phone"} <= checks
        assert after.score >= 120

    @pytest.mark.parametrize("approved", [True, False])
    def test_public_one_with_spam_in_it_does_not_stay_public(
        self, held, stranger, approved, mailoutbox
    ):
        if approved:
            held.approve(None)
        else:
            held.change_status("published")

        change(stranger, held, body=SPAM)

        after = stored()
        assert after.status == "spam" and after.note.comment_count == 0
        assert after.decided_at is None
        assert "공일공" not in Client().get(after.note.get_absolute_url()).text

    def test_public_one_with_many_links_waits_and_its_writer_sees_it(self, held, client):
        held.approve(None)
        links = f"{WORDS} https://a.example https://b.example https://c.example https://d.example"

        change(client, held, body=links)

        assert stored().status == "held"
        page = client.get(held.note.get_absolute_url()).text
        assert "확인한 뒤에 보여 드릴게요." in page and "링크가 여럿 있는 댓글은" in page
        assert link_in(client.get(held.note.get_absolute_url()))

    @pytest.mark.parametrize("approved", [True, False])
    def test_public_one_that_gets_an_address_waits_and_says_why(self, held, stranger, approved):
        if approved:
            held.approve(None)
        else:
            held.change_status("published")

        change(stranger, held, body=f"{WORDS} https://casino.example")

        after = stored()
        assert after.status == "held"
        reasons = [verdict["reason"] for verdict in after.verdicts]
        assert "고치면서 없던 주소나 번호를 넣음: casino.example" in reasons

        change(stranger, after, body=f"{WORDS} 이제 링크가 없습니다.")
        assert (stored().status, [each["check"] for each in stored().verdicts][0]) == (
            "held",
            "edited_in",
        )

    def test_first_timers_approved_one_stays_public(self, held, stranger):
        held.approve(None)

        change(stranger, held, body=BETTER)

        assert (stored().status, stored().note.comment_count) == ("published", 1)

    def test_what_a_moderator_let_pass_is_not_asked_again(self, send, make_note, stranger):
        links = "참고: https://a.example https://b.example https://c.example https://d.example 오타"
        send(make_note(), body=links)
        stored().approve(None)

        change(stranger, stored(), body=links.replace("오타", "바른 말"))
        assert stored().status == "published"

        change(stranger, stored(), body=f"{stored().body} https://e.example 공일공-1234-5678")
        assert stored().status == "spam"

    def test_nothing_changed_is_no_edit(self, held, stranger):
        assert change(stranger, held).status_code == 303
        assert stored().edited_at is None

    def test_address_and_the_mail_it_wants_stay(self, held, stranger):
        change(stranger, held, body=BETTER, email="other@example.com", wants_mail="1")

        assert (stored().email, stored().wants_mail) == ("me@example.com", False)

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"body": ""}, "내용을 적어 주세요."),
            ({"name": "\u200b"}, "이름을 적어 주세요."),
            ({"body": "글" * 5001}, "댓글은 5,000자까지"),
            ({"website": "javascript:alert(1)"}, "홈페이지 주소를 다시 확인해 주세요."),
        ],
    )
    def test_fault_gives_everything_back(self, held, stranger, fields, sentence):
        typed = {"name": "새 이름", "body": BETTER, "website": "https://새.example"} | fields

        answer = change(stranger, held, **typed)

        assert answer.status_code == 422
        assert sentence in answer.text
        kept = [value for name, value in typed.items() if name not in fields]
        assert [value for value in kept if value not in answer.text] == []
        assert stored().body == WORDS

    def test_time_is_told_and_kept(self, held, stranger):
        until = timezone.localtime(held.created_at + EDITABLE_FOR)
        half = "오전" if until.hour < 12 else "오후"
        said = f"{half} {(until.hour - 1) % 12 + 1}:{until:%M}까지"
        assert said in stranger.get(of(held)).text

        with after(EDITABLE_FOR - timedelta(seconds=20)):
            assert change(stranger, held, body="거의 늦은 말").status_code == 303
        with after(EDITABLE_FOR + timedelta(seconds=1)):
            late = change(stranger, stored(), body=BETTER)
            assert "고치기" not in stranger.get(of(held)).text
        assert late.status_code == 403
        assert "남기고 15분 동안만 고칠 수 있어요." in late.text
        assert f"{BETTER}</textarea>" in late.text
        assert stored().body == "거의 늦은 말"

    def test_answer_ends_it(self, make_comment, stranger):
        comment = make_comment(body=WORDS)
        make_comment(parent=comment, status="held")
        assert stranger.get(f"{of(comment)}edit/").status_code == 200, "nobody hears of a held one"
        make_comment(parent=comment)

        late = change(stranger, comment, body=BETTER)

        assert late.status_code == 403
        assert "답이 달린 댓글이어서 고칠 수 없어요." in late.text
        assert f"{BETTER}</textarea>" in late.text
        assert Comment.objects.get(pk=comment.pk).body == WORDS

    def test_mark_that_it_is_answered_ends_it(self, make_comment, stranger):
        comment = make_comment(kind="question", answered_at=timezone.now())

        assert stranger.get(f"{of(comment)}edit/").status_code == 403

    @pytest.mark.parametrize("status", ["spam", "removed"])
    def test_spam_is_not_improved(self, held, stranger, status):
        Comment.objects.update(status=status)

        answer = change(stranger, stored(), body=BETTER)

        assert answer.status_code == 403
        assert "지금은 보이지 않는 댓글이어서" in answer.text and BETTER in answer.text
        assert stored().body == WORDS

    def test_second_window_hears_of_the_first(self, held, stranger):
        change(stranger, held, body="첫 창의 말")

        answer = change(stranger, held, body="둘째 창의 말")

        assert answer.status_code == 409
        assert "그사이 이 댓글이 바뀌었어요." in answer.text
        assert "첫 창의 말" in answer.text and "둘째 창의 말</textarea>" in answer.text
        assert stored().body == "첫 창의 말"
        seen = re.search(r'name="seen" value="([^"]+)"', answer.text)[1]
        assert change(stranger, held, body="둘째 창의 말", seen=seen).status_code == 303
        assert stored().body == "둘째 창의 말"

    def test_decision_that_came_meanwhile_is_told(self, held, stranger):
        held_as_seen = Comment.objects.get()
        held.approve(None)

        answer = change(stranger, held_as_seen, body=BETTER)

        assert answer.status_code == 409
        assert f"{BETTER}</textarea>" in answer.text
        assert stored().body == WORDS

    def test_moderator_decides_about_the_words_that_were_read(
        self, held, stranger, moderator_client
    ):
        change(stranger, held, body=SPAM)

        answer = moderator_client.post(
            reverse("moderation:decision_create", args=[held.pk]),
            {"act": "approve", "seen": "held"},
        )

        assert stored().status == "held"
        assert "그사이 바뀌었습니다" in moderator_client.get(answer["Location"]).text

    def test_erased_meanwhile(self, held, stranger):
        slip = of(held)
        held.delete()

        answer = stranger.post(f"{slip}edit/", {"name": "김독자", "body": BETTER, "seen": "held"})

        assert answer.status_code == 410
        assert f"{BETTER}</textarea>" in answer.text


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def together(self, *acts) -> list:
        connections.close_all()
        start, answers = threading.Barrier(len(acts)), []

        def run(act):
            start.wait(60)
            try:
                answers.append(act())
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=[act], daemon=True) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return answers

    def test_of_edits_one_wins_and_the_others_hear_of_it(self, held):
        texts = [f"{k}번째 창의 말입니다" for k in range(4)]

        answers = self.together(
            *(lambda text=text: change(Client(), held, body=text) for text in texts)
        )

        assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
        won = stored().body
        for answer in answers:
            if answer.status_code == 409:
                assert won in answer.text

    def test_of_edit_and_decision_one_wins(self, held):
        """Nobody approves words that were changed at this moment."""

        def approve():
            try:
                held.approve(None)
                return True
            except AlreadyDecided:
                return False

        form = {"name": "김독자", "kind": "thought", "body": BETTER, "seen": "held"}
        edit = lambda: Client().post(f"{of(held)}edit/", form).status_code == 303  # noqa: E731

        assert sorted(self.together(approve, edit)) == [False, True]
        assert (stored().status, stored().body) in [("published", WORDS), ("held", BETTER)]


class TestErasing:
    def test_asks_first(self, held, stranger):
        page = stranger.get(f"{of(held)}delete/")

        assert "이 댓글을 지울까요?" in page.text and WORDS in page.text
        assert Comment.objects.exists()

    def test_row_goes_and_answers_stay(self, make_comment, stranger):
        comment = make_comment(body=WORDS, email="me@example.com")
        answer = make_comment(parent=comment, body="답입니다")

        gone = stranger.post(f"{of(comment)}delete/")

        assert gone.status_code == 303
        after = stranger.get(gone["Location"])
        assert after.status_code == 410 and "되살릴 수 없어요." in after.text
        assert list(Comment.objects.all()) == [answer]
        page = Client().get(answer.note.get_absolute_url()).text
        assert "지워진 댓글입니다." in page and "답입니다" in page and WORDS not in page
        assert Note.objects.get().comment_count == 1

    def test_twice_is_once(self, held, stranger):
        slip = of(held)
        answers = [stranger.post(f"{slip}delete/").status_code for _time in range(2)]

        assert answers == [303, 410]


class TestAppeal:
    def test_spam_is_looked_at_again_once(self, held, stranger, moderator_client, mailoutbox):
        Comment.objects.update(status="spam")

        answers = [stranger.post(f"{of(held)}appeal/") for _time in range(2)]

        assert [answer.status_code for answer in answers] == [303, 303]
        after = stored()
        assert after.status == "held" and after.appealed_at
        assert [v["reason"] for v in after.verdicts][1:] == ["글쓴이가 다시 봐 달라고 함"]
        assert "글쓴이가 다시 봐 달라고 함" in moderator_client.get("/moderation/").text
        assert "사람이 보고 정할 거예요." in stranger.get(of(held)).text

        after.mark_as_spam(None)
        page = stranger.get(of(held)).text
        assert "다시 보고 정한 것이라" in page and "다시 봐 달라고 하기" not in page
        stranger.post(f"{of(held)}appeal/")
        assert stored().status == "spam"

    def test_against_a_moderators_word_too(self, held, stranger):
        held.mark_as_spam(None)

        stranger.post(f"{of(held)}appeal/")

        assert (stored().status, stored().decided_at) == ("held", None)

    @pytest.mark.parametrize("status", ["held", "published", "removed"])
    def test_for_nothing_else(self, held, stranger, status):
        Comment.objects.update(status=status)

        stranger.post(f"{of(held)}appeal/")

        assert (stored().status, stored().appealed_at) == (status, None)


class TestData:
    def test_everything_that_is_stored(self, held, stranger):
        held.approve(None)

        answer = stranger.get(f"{of(held)}data/")

        data = json.loads(answer.content)
        assert answer["Content-Disposition"] == f'attachment; filename="comment-{held.pk}.json"'
        assert WORDS in answer.text
        for name in ("name", "email", "body", "address", "network", "user_agent"):
            assert data[name] == getattr(held, name)
        assert data["verdicts"] == ["아직 승인된 댓글이 없는 사람"]
        assert [each["to_status"] for each in data["decisions"]] == ["published"]
        columns = {field.attname for field in Comment._meta.concrete_fields}
        assert columns - set(data) == {"score"}

    def test_address_tells_its_state_to_whoever_reads_its_mail(self, held, stranger):
        MailAddress.objects.create(email=held.email, confirmed_at=timezone.now())

        by_mail = json.loads(stranger.get(f"{slip_url(held)}data/").content)["mail_address"]
        by_browser = json.loads(stranger.get(f"{of(held)}data/").content)["mail_address"]

        assert by_mail["email"] == held.email and by_mail["confirmed_at"]
        assert "메일의 쪽지에서만" in by_browser


class TestWhoAsks:
    ACTS = ("edit/", "delete/", "appeal/")

    @pytest.mark.parametrize("act", ACTS)
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
            {"Origin": "https://evil.example"},
        ],
    )
    def test_other_sites_may_do_nothing(self, held, stranger, act, headers):
        Comment.objects.update(status="spam")

        answer = stranger.post(f"{of(held)}{act}", {"body": BETTER}, headers=headers)

        assert answer.status_code == 403
        assert "다른 사이트에서 보낸 것이어서" in answer.text
        assert (stored().status, stored().body) == ("spam", WORDS)

    @pytest.mark.parametrize("headers", [{"Origin": "null"}, {"Sec-Fetch-Site": "same-origin"}])
    def test_own_pages_may_although_they_send_no_referrer(self, held, stranger, headers):
        assert stranger.post(f"{of(held)}delete/", headers=headers).status_code == 303

    @pytest.mark.parametrize(
        ("act", "status"), [("edit/", 200), ("delete/", 200), ("appeal/", 405)]
    )
    def test_reading_changes_nothing(self, held, stranger, act, status):
        Comment.objects.filter(pk=held.pk).update(status="held")

        assert stranger.get(f"{of(held)}{act}").status_code == status
        assert (stored().status, stored().body) == ("held", WORDS)

    @pytest.mark.parametrize("page", ["", "data/"])
    def test_what_is_only_read_takes_no_post(self, held, stranger, page):
        assert stranger.post(f"{of(held)}{page}").status_code == 405


class TestMine:
    def test_lists_what_this_browser_sent_newest_first(self, client, send, make_note):
        note = make_note("같이 시작하기")
        for word in ("첫", "둘째", "셋째"):
            send(note, body=f"{word} 말입니다. 서로 다른 이야기예요.")
        note.comments.oldest_first()[0].approve(None)

        page = client.get("/comments/mine/")

        places = [page.text.index(f"{word} 말입니다.") for word in ("셋째", "둘째", "첫")]
        assert places == sorted(places)
        assert re.findall(r'slips__fate">([^<]+)<', page.text) == ["기다림", "기다림", "보임"]
        slips = re.findall(r'href="(/comments/mine/[^"]+/)"', page.text)
        assert [client.get(slip).status_code for slip in slips] == [200] * 3
        assert "no-store" in page["Cache-Control"] and page["Referrer-Policy"] == "no-referrer"

    def test_is_empty_for_everybody_else(self, client, send, make_note):
        send(make_note(), body=WORDS)

        page = Client().get("/comments/mine/").text

        assert "한 달 안에 남긴 댓글이 없어요." in page and WORDS not in page

    def test_forged_cookie_lists_nothing(self, client, held):
        client.cookies["sent_comments"] = f"{held.pk}:1abcde:forged"

        assert WORDS not in client.get("/comments/mine/").text

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_a_fixed_number_of_queries(
        self, client, send, make_note, django_assert_num_queries, count
    ):
        for number in range(count):
            send(make_note(f"글 {number}"), body=f"{number}번째로 남기는 짧은 말")

        with django_assert_num_queries(2):  # the site's name and the comments
            client.get("/comments/mine/")

    def test_public_page_has_one_and_the_same_way_there(self, client, send, make_note):
        note = make_note()
        page = Client().get(note.get_absolute_url()).text

        assert page.count('href="/comments/mine/"') == 1


def stored_last() -> Comment:
    return Comment.objects.latest("pk")


def test_slip_has_a_salt_of_its_own():
    assert slips._signer.salt == "comments.slip"


def test_own_words_are_not_folded_away(client, send, make_comment, known_reader):
    root = make_comment()
    for _answer in range(12):
        make_comment(parent=root)

    place = send(root.note, parent=root.pk, body=WORDS, **known_reader)["Location"]

    assert "<details open>" in client.get(place).text
    assert "<details open>" not in Client().get(place).text
