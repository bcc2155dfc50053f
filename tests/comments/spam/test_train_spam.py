"""Files teach the learner: once each, never in part, and so that it can be taken back."""

import json

import pytest
from django.core.management import CommandError, call_command

from comments.models import Comment, Training
from comments.models.token_count import COMMENTS
from comments.spam import tokens, training
from tests.comments.spam.examples import SHIPPED
from tests.comments.spam.test_learning import BAIT, THANKS, counts
from tests.comments.spam.test_learning_at_once import sum_of_lessons, without_totals

pytestmark = pytest.mark.django_db
SPAM = {
    "label": "spam",
    "author": "카지노킹",
    "email": "",
    "url": "https://king-bet.xyz",
    "text": BAIT,
}
HAM = {"label": "ham", "author": "김독자", "email": "", "url": "", "text": THANKS}


@pytest.fixture
def file(tmp_path):
    def write(*lines, name="가르칠것.jsonl"):
        path = tmp_path / name
        said = [each if isinstance(each, str) else json.dumps(each) for each in lines]
        path.write_text("\n".join(said) + "\n", encoding="utf-8")
        return str(path)

    return write


def test_a_file_teaches_once_and_says_what_it_did(file, capsys):
    path = file(SPAM, "", HAM, SPAM)
    call_command("train_spam", path)
    known = counts()

    assert known["ko", COMMENTS] == (1, 1)
    assert known["ko", "w:카지노"] == (1, 0) and known["ko", "u:king-bet.xyz"] == (1, 0)
    assert capsys.readouterr().out.splitlines() == [
        "읽은 댓글 2개 (스팸 1개, 정상 1개): 새로 배운 것 2개, 고쳐 배운 것 0개, 이미 배운 것 0개.",
        "파일로 가르친 댓글은 이제 모두 2개입니다.",
    ]
    call_command("train_spam", path)
    assert counts() == known
    assert "새로 배운 것 0개, 고쳐 배운 것 0개, 이미 배운 것 2개." in capsys.readouterr().out


def test_examples_that_ship_can_be_taught(capsys):
    call_command("train_spam", str(SHIPPED))

    assert Training.objects.filter(label="spam").count() > 400
    assert without_totals(counts()) == sum_of_lessons()


def test_what_a_file_taught_survives_rebuilding(file, make_comment, moderator):
    make_comment(status=Comment.HELD, body=THANKS).approve(moderator)
    call_command("train_spam", file(SPAM, HAM))
    known = counts()

    call_command("rebuild_spam_counts")

    assert counts() == known
    assert known["ko", COMMENTS] == (1, 2)


@pytest.mark.parametrize("how", ["file", "all", "one by one"])
def test_what_a_file_taught_can_be_taken_back(file, make_comment, moderator, how, capsys):
    make_comment(status=Comment.HELD, body=BAIT).mark_as_spam(moderator)
    before = counts()
    path = file(SPAM, HAM)
    call_command("train_spam", path)
    if how == "file":
        call_command("train_spam", path, "--remove")
    elif how == "all":
        call_command("train_spam", "--remove-all")
    else:
        for each in Training.objects.all():
            each.delete()

    assert counts() == before
    assert not Training.objects.exists()
    if how != "one by one":
        assert "가르친 댓글 2개를 거두었습니다." in capsys.readouterr().out


def test_another_label_replaces_the_first(file):
    call_command("train_spam", file(SPAM))
    call_command("train_spam", file(SPAM | {"label": "ham"}))

    assert counts()["ko", COMMENTS] == (0, 1)
    assert without_totals(counts()) == sum_of_lessons()


def test_the_same_file_teaches_anew_by_new_rules(file, monkeypatch):
    path = file(SPAM, HAM)
    call_command("train_spam", path)
    monkeypatch.setattr(training, "VERSION", tokens.VERSION + 1)
    monkeypatch.setattr(tokens, "_of_website", lambda website, name: ["s:website"])
    call_command("train_spam", path)

    assert ("ko", "u:king-bet.xyz") not in counts()
    assert without_totals(counts()) == sum_of_lessons()


def test_words_are_cleaned_as_a_comments_are(file):
    """NFD, as macOS writes it, is the same comment."""
    import unicodedata

    nfd = HAM | {"text": unicodedata.normalize("NFD", THANKS), "author": "김독자\u200b"}
    call_command("train_spam", file(HAM, nfd))

    assert Training.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{카지노", "JSON이 아닙니다."),
        ("[" * 100_000, "JSON이 아닙니다."),
        ("[1]", "JSON 객체가 아닙니다."),
        ({**HAM, "label": "햄"}, "label은 spam이나 ham이어야 합니다."),
        ({**HAM, "label": ["spam"]}, "label은 spam이나 ham이어야 합니다."),
        ({**HAM, "text": " \u200b"}, "text가 비어 있습니다."),
        ({**HAM, "author": 7}, "author 값이 글이 아닙니다."),
        ({**HAM, "text": "\ud800"}, "text 값이 글이 아닙니다."),
        ({**SPAM, "label": "ham"}, "1번째 줄과 같은 댓글인데 label이 다릅니다."),
    ],
)
def test_a_broken_file_is_refused_whole(file, line, reason):
    path = file(SPAM, HAM, line)

    with pytest.raises(CommandError) as refusal:
        call_command("train_spam", path)

    assert str(refusal.value) == f"3번째 줄: {reason} 아무것도 바꾸지 않았습니다."
    assert counts() == {} and not Training.objects.exists()


def test_other_encodings_and_missing_files_are_refused(tmp_path):
    path = tmp_path / "cp949.jsonl"
    path.write_bytes(json.dumps(SPAM, ensure_ascii=False).encode("cp949"))
    with pytest.raises(CommandError, match="1번째 줄: UTF-8이 아닙니다."):
        call_command("train_spam", str(path))
    with pytest.raises(CommandError, match=r"없는것.jsonl \(그런 파일이나 폴더가 없습니다\)"):
        call_command("train_spam", str(tmp_path / "없는것.jsonl"))
    for wrong in ([], [str(path), "--remove-all"]):
        with pytest.raises(CommandError, match="파일 하나를 적거나"):
            call_command("train_spam", *wrong)


def test_windows_writes_lines_and_marks_its_own_way(tmp_path):
    path = tmp_path / "창.jsonl"
    lines = [json.dumps(each, ensure_ascii=False) for each in (SPAM, HAM)]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())

    call_command("train_spam", str(path))

    assert counts()["ko", COMMENTS] == (1, 1)
