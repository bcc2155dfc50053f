"""What the tests of comments need beside the common factories."""

import time

import pytest
import time_machine

from comments.tokens import make_token

WRITING_SECONDS = 30


def _posted(note, **fields):
    """A visitor's form as a browser sends it, its token half a minute old."""
    with time_machine.travel(time.time() - WRITING_SECONDS, tick=False):
        token = make_token(note.pk)
    values = {
        "name": "김독자",
        "email": "",
        "website": "",
        "body": "세 번째 문단의 예가 제 경험과 똑같아서 놀랐습니다.",
        "parent": "",
        "token": token,
        "subject": "",
    }
    return values | fields


@pytest.fixture
def posted():
    return _posted


@pytest.fixture
def send(client, posted):
    """Posts a comment under a note; answers the response."""

    def send_comment(note, client=client, headers=None, **fields):
        return client.post(f"/comments/{note.pk}/", posted(note, **fields), headers=headers)

    return send_comment


@pytest.fixture
def known_reader(make_comment):
    """Name and e-mail address of somebody whose comment a moderator has approved."""
    make_comment(
        name="단골", email="regular@example.com", status="held", body="처음 남기는 인사입니다."
    ).approve(None)
    return {"name": "단골", "email": "regular@example.com"}
