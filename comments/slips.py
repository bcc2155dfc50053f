"""내 댓글 쪽지: the secret address of one's own comment. Whoever has it may see and change the comment."""

from django.core import signing

from notes.canonical import absolute

_signer = signing.TimestampSigner(salt="comments.slip", sep=".")


def slip_url(comment) -> str:
    return absolute(f"/comments/mine/{_signer.sign(str(comment.pk))}/")
