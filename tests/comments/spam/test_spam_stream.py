"""The learner as a command: JSON in, JSON out, and nothing of the site is touched."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

BAIT = {
    "author": "바카라",
    "url": "https://bonus-casino.xyz/",
    "text": "카지노 첫 충전 보너스",
}
THANKS = {"author": "김독자", "text": "세 번째 문단의 예가 제 경험과 똑같았습니다."}


def learn(label, comment, op="learn"):
    return {"op": op, "label": label, "comment": comment}


def score(comment):
    return {"op": "score", "comment": comment}


def ask(folder, *messages):
    lines = [each if isinstance(each, str) else json.dumps(each) for each in messages]
    run = subprocess.run(
        [sys.executable, "manage.py", "spam_stream"],
        input="\n".join(lines).encode(),
        capture_output=True,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": ""},
        timeout=120,
    )
    assert run.returncode == 0, run.stderr.decode()
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


@pytest.mark.slow
def test_it_learns_scores_unlearns_and_says_why(tmp_path):
    asked = score({"text": "카 지 노 보너스"})
    answers = ask(
        tmp_path,
        {"op": "info"}, asked, *[learn("spam", BAIT), learn("ham", THANKS)] * 9, asked, score(THANKS),
        learn("ham", BAIT), asked, learn("ham", BAIT, "unlearn"), asked, {"op": "reset"}, asked,
        {"op": "dance"}, "no json", "[1]", learn("maybe", BAIT),
    )  # fmt: skip

    info, before, *learned = answers[:20]
    bad, good, _ok, moved, _back, same, _reset, empty, *wrong = answers[20:]

    assert info["name"] and info["model_bytes"] > 0
    assert learned == [{"ok": True}] * 18
    assert bad["spam"] and bad["score"] > 0.9
    assert bad["why"][0].startswith("전에 스팸으로 정한 댓글과 닮음")
    assert not good["spam"] and good["score"] < 0.1
    assert same == bad != moved
    assert before == empty and 0.5 < before["score"] < bad["score"]
    assert all("error" in answer for answer in wrong) and len(wrong) == 4
    assert not (tmp_path / "site.sqlite3").exists()


@pytest.mark.slow
def test_it_says_what_every_check_of_the_comment_says(tmp_path):
    praise = {"author": "맛집", "url": "https://shop.example/", "text": "좋은 글 잘 보고 갑니다"}
    english = {"text": "I had the same problem, and it was the second line."}
    said, foreign = ask(tmp_path, score(praise), score(english))

    assert "어느 글에나 맞는 짧은 인사에 홈페이지 주소를 남김" in said["why"]
    assert not foreign["spam"]
    assert not any("한글이 없음" in line for line in foreign["why"])
