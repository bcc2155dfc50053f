"""What the operator reads when the site is open."""

import sys

from django.conf import settings
from django.db import DatabaseError

from socialstrategy import account


def announce():
    sys.stdout.write("\n".join(["", *_lines(), "", ""]))
    sys.stdout.flush()


def _lines():
    yield "사이트를 열었습니다."
    yield f"  주소       {settings.SITE_URL}/"
    yield f"  자료 폴더  {settings.DATA_DIR}"
    try:
        if not account.has_owner():
            yield "  주인 계정  아직 없습니다. 이 주소에서 만드세요 (24시간 동안, 한 번만):"
            yield f"             {account.owner_link()}"
    except DatabaseError as error:
        yield f"  데이터베이스에 닿지 못했습니다: {error}"
    yield "끝내려면 Ctrl-C를 누르세요."
