import hmac

import pytest

from comments.keyed import digest


@pytest.mark.parametrize("key", [b"", b"k", "비밀 열쇠".encode(), b"x" * 64, b"x" * 65, b"y" * 200])
@pytest.mark.parametrize("message", [b"", "소셜전략".encode(), b"m" * 1000])
def test_it_is_hmac(key, message):
    for _time in range(2):
        assert digest(key, message) == hmac.digest(key, message, "sha256")
