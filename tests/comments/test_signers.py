import pytest
from django.core import signing
from django.test import override_settings

from comments.signers import Signer, TimestampSigner, cookie_signer

VALUES = ["500.1795778884123", "1.2.3", "소셜전략", ""]


@pytest.mark.parametrize("value", VALUES)
def test_they_sign_as_djangos_do(value, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1795778884.5)

    assert Signer(salt="글").sign(value) == signing.Signer(salt="글").sign(value)
    theirs = signing.TimestampSigner(salt="글").sign(value)
    assert TimestampSigner(salt="글").sign(value) == theirs
    assert cookie_signer("own").sign(value) == signing.get_cookie_signer("ownown").sign(value)


@override_settings(SECRET_KEY="이전 열쇠")
def signed_before(make, value):
    return make().sign(value)


@pytest.mark.parametrize("make", [lambda: Signer(salt="글"), lambda: cookie_signer("own")])
@override_settings(SECRET_KEY_FALLBACKS=["이전 열쇠"])
def test_what_an_earlier_secret_has_signed_counts(make):
    assert make().unsign(signed_before(make, "1.2.3")) == "1.2.3"
    with pytest.raises(signing.BadSignature):
        make().unsign(signed_before(make, "1.2.3") + "x")


def test_what_another_has_signed_does_not_count():
    with pytest.raises(signing.BadSignature):
        Signer(salt="글").unsign(Signer(salt="말").sign("1"))
    with pytest.raises(signing.BadSignature), override_settings(SECRET_KEY="남의 열쇠"):
        made = Signer(salt="글").sign("1")
        with override_settings(SECRET_KEY="우리 열쇠"):
            Signer(salt="글").unsign(made)
