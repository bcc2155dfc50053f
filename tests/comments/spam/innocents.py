"""What only looks like spam, each in one way. Data only: what is done with it stands in `test_evasions`.

All of it is made up.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Innocent:
    """`own`: what the same person has sent from the same place just before."""

    what: str
    body: str
    name: str = "이웃"
    website: str = ""
    own: tuple[str, ...] = ()
    writing_seconds: float = 40


TALK = [
    Innocent("agreement", "ㅋㅋㅋ 공감합니다"),
    Innocent("tears", "ㅠㅠ 저도 그랬어요"),
    Innocent("emoji only", "👏👏👏"),
    Innocent("a heart", "❤️"),
    Innocent("one word", "동감!"),
    Innocent("one letter", "ㄱ"),
    Innocent("thanks for the text", "감사합니다. 세 번째 단락 덕분에 회의 방식을 바꿨어요."),
    Innocent("thanks in short", "잘 읽었습니다. 마지막 문장이 오래 남네요."),
    Innocent("praise without a website", "좋은 글 감사합니다!"),
    Innocent(
        "a disagreement", "저는 반대예요. 작은 모임에서는 순서를 정하는 편이 오히려 빨랐습니다."
    ),
    Innocent("swearing", "아 씨발 이거 완전 제 얘기잖아요 ㅋㅋㅋ 소름 돋았네"),
    Innocent("anger", "이 글은 솔직히 별로네요. 근거가 하나도 없잖아요. 실망입니다."),
    Innocent("a question", "두 번째 예에서 말하는 ‘반환점’은 정확히 언제를 뜻하나요?"),
    Innocent(
        "an announcement of one's own",
        "저희 동네에서도 이번 토요일에 독서 모임을 해요. 오실 분은 답글 주세요.",
    ),
    Innocent("dialect", "이거 진짜 맞는 말이데이. 우리 할매도 똑같이 카시더라."),
    Innocent("informal", "헐 대박 나만 이런 줄 알았는데"),
    Innocent("long drawn", "아아아아아 그렇구나아아아 이제 알겠어요!!!!"),
    Innocent("no spaces", "띄어쓰기를잘못해서죄송하지만정말도움이되었습니다"),
    Innocent("dots for pauses", "음... 그런데... 혼자서는... 어렵지 않을까요..."),
    Innocent("letters apart in earnest", "정 말 공 감 합니다. 천천히 읽게 되는 글이에요."),
    Innocent("capitals", "와 이건 진짜 BEST OF BEST 네요"),
    Innocent("exclamation marks", "축하드려요!!!! 드디어 열 번째 글이네요!!!!"),
]

TOPICS = [
    Innocent(
        "casinos", "강원랜드 카지노 옆 동네에서 자랐는데, 도박에 빠진 어른을 너무 많이 봤어요."
    ),
    Innocent(
        "betting", "스포츠 토토 광고가 왜 이렇게 많은지 모르겠어요. 아이들이 볼까 걱정입니다."
    ),
    Innocent(
        "loans", "전세 대출을 알아보다가 금리 때문에 포기했습니다. 글에 나온 계산이 딱 제 얘기예요."
    ),
    Innocent("stocks", "주식으로 번 친구 얘기만 들리는데, 사실 대부분은 잃었겠죠."),
    Innocent("coins", "비트코인이 화폐가 될 수 있다는 주장에는 아직 동의하기 어렵습니다."),
    Innocent(
        "medicine", "고산병 때문에 비아그라를 처방받은 적이 있는데 약국에서 민망했던 기억이 나네요."
    ),
    Innocent("spam as a topic", "어제도 ‘무료 리딩방’ 문자가 세 통 왔어요. 이런 건 어떻게 막나요?"),
    Innocent(
        "a scam warning",
        "조심하세요. 저희 어머니가 당일 대출 문자에 속아서 계좌 번호를 알려 주실 뻔했어요.",
    ),
    Innocent("prices", "점심 9,000원, 커피 4,500원, 교통비 3,000원이면 하루에 16,500원이네요."),
    Innocent("numbers", "2019년 12명, 2020년 35명, 2021년 128명으로 모임이 커졌습니다."),
    Innocent(
        "percentages", "설문에서 38%가 찬성, 41%가 반대, 21%가 모름이었다는 점이 인상 깊어요."
    ),
    Innocent("a date", "2011. 4. 7. 목요일에 올리신 첫 글을 아직도 기억합니다."),
    Innocent(
        "a game", "저는 스타크래프트 빌드 오더에 비유하고 싶네요. 초반 정찰이 전략의 절반이죠."
    ),
    Innocent(
        "a job",
        "아르바이트 구할 때 저도 재택이라는 말에 속은 적이 있어요. 글 보고 위로가 됐습니다.",
    ),
    Innocent("messengers", "저희 팀은 카톡 대신 메일만 쓰기로 했더니 훨씬 조용해졌어요."),
    Innocent("a massage", "어깨가 아파서 마사지를 받으러 다니는데, 결국 자세가 문제더라고요."),
]

SAME_WORDS = [
    Innocent("a library's loan", "도서관에서 이 책을 대출하려는데 예약이 다섯 명이나 밀려 있네요."),
    Innocent("a film", "007 카지노 로얄에서 포커 치는 장면이 생각났어요. 상대를 읽는 게 전략이죠."),
    Innocent("homework", "슬롯머신 만들기 과제를 하다가 확률 계산이 막혀서 여기까지 왔습니다."),
    Innocent("a bonus at work", "올해 보너스는 없지만 팀 분위기는 이 글 덕분에 좋아졌어요."),
    Innocent("an event", "이벤트 당첨은 평생 한 번도 없지만 이 블로그를 찾은 건 행운이네요."),
    Innocent("something to give away", "안 쓰는 의자 두 개를 무료로 드려요. 모임에 오시는 분만요."),
    Innocent("a new member", "독서 동호회에서 보고 왔어요. 가입 인사 겸 남깁니다."),
    Innocent(
        "a messenger as a topic",
        "텔레그램으로 단체방을 옮겼더니 알림이 두 배가 됐어요. 실패였습니다.",
    ),
    Innocent(
        "a shop's owner",
        "빵집을 하는데 단골이 늘어난 이유를 이 글에서 찾았어요.",
        website="https://bread.example",
    ),
    Innocent(
        "a recommendation",
        "만년필은 이 회사 것을 추천합니다. 십 년째 쓰는데 한 번도 고장 나지 않았어요.",
    ),
    Innocent(
        "a question to the author", "강연 문의는 어디로 드리면 될까요? 학교에서 모시고 싶습니다."
    ),
    Innocent(
        "three honest links",
        "셋을 견주어 봤어요. https://a.example/1 https://b.example/2 https://c.example/3 둘째가 낫네요.",
    ),
    Innocent(
        "an English bug report",
        "The feed at https://blog.example/feed/ fails in Firefox 133 with an XML error in line 12.",
    ),
]

NUMBERS = [
    Innocent("a helpline", "힘드신 분은 자살 예방 상담 전화 109에 언제든 전화하실 수 있어요."),
    Innocent(
        "a helpline with 010",
        "저희 동네 청소년 쉼터 번호는 010-1234-5678이에요. 밤에도 받아 주십니다.",
    ),
    Innocent(
        "a number in a story",
        "그날 외운 번호가 010-2345-6789였는데, 아직도 잊히지 않네요. 첫사랑이었거든요.",
    ),
    Innocent("an office's number", "구청 민원실(02-120)에 물어보니 신고만 하면 된다고 합니다."),
    Innocent("a version", "Django 5.2.1에서 4.2.16으로 내렸더니 해결됐습니다."),
    Innocent("a sum", "0.1 + 0.2가 0.30000000000000004로 나오는 이유를 드디어 이해했어요."),
    Innocent("a book's number", "책은 ISBN 978-89-01-12345-6 으로 찾으시면 나와요."),
    Innocent(
        "numbers in words", "이삼일 지나서 오륙 명이 더 왔고, 일이 년 뒤에는 칠팔십 명이 됐어요."
    ),
]

LINKS = [
    Innocent(
        "one link", "비슷한 이야기를 여기서도 봤어요. https://ko.wikipedia.org/wiki/게임_이론"
    ),
    Innocent(
        "two links",
        "원문은 https://plato.stanford.edu/entries/game-theory/ 이고 "
        "요약은 https://ko.wikipedia.org/wiki/게임_이론 에 있습니다.",
    ),
    Innocent(
        "a particle behind it", "제가 정리한 글이 https://friend.example/posts/12에서 이어집니다."
    ),
    Innocent(
        "a link to the note itself",
        "이 글(https://blog.example/series/social/3/)의 둘째 문단과 앞 글이 어긋나는 것 같아요.",
    ),
    Innocent(
        "a fault with its address",
        "모바일에서 https://blog.example/archive/?page=2 를 열면 500 오류가 나요. 크롬 131, 안드로이드 14입니다.",
    ),
    Innocent(
        "a Markdown link",
        "저는 [이 논문](https://arxiv.org/abs/1701.00001)의 3장이 더 설득력 있었어요.",
    ),
    Innocent("a host as a word", "그때는 naver.com 메일을 쓰던 시절이라 메일이 안 왔어요."),
    Innocent(
        "a file's name", "settings.py 와 urls.py 를 고쳤더니 됐습니다. manage.py check 도 통과해요."
    ),
    Innocent(
        "an own blog as a signature",
        "두 번째 예에 대해서 저는 조금 다르게 생각해서 글을 하나 썼습니다. 읽어 주시면 고맙겠습니다.",
        website="https://iut.example",
    ),
    Innocent(
        "a website and few words",
        "마지막 문단, 저희 팀에도 딱 맞네요.",
        website="https://neighbour.example",
    ),
    Innocent(
        "a known host as a website",
        "오타 제보: 셋째 줄 ‘됬다’는 ‘됐다’입니다.",
        website="https://github.com/ijeong",
    ),
    Innocent(
        "a video",
        "이 강연도 좋아하실 것 같아요: https://www.youtube.com/watch?v=abcdefghijk 12분부터예요.",
    ),
]

CODE = [
    Innocent("a line of code", "`git rebase -i HEAD~3` 을 쓰면 더 간단해요."),
    Innocent(
        "a block of code",
        "이렇게 고치니 됐어요.\n\n```python\ndef add(a, b):\n    return a + b\n\nprint(add(1, 2))\n```",
    ),
    Innocent(
        "markup as a topic", '`<a href="https://example.com">`에 rel 속성을 빼먹으면 안 되나요?'
    ),
    Innocent(
        "an error message",
        "ImproperlyConfigured: SITE_URL must start with http 라고 나오면서 서버가 안 떠요.",
    ),
    Innocent(
        "a log",
        "[2024-11-03 12:00:01] ERROR 502 Bad Gateway, upstream 127.0.0.1:8000 에서 끊깁니다.",
    ),
    Innocent(
        "a hash", "커밋 3f5a9c1e7b 이후로 검색이 느려졌어요. 그 전 1d2c3b4a5f 는 괜찮았습니다."
    ),
]

LANGUAGES = [
    Innocent(
        "an English reader",
        "I read this with a translator, and the part about waiting for others was the best of it.",
    ),
    Innocent("short English", "Thank you, this helped my team a lot."),
    Innocent(
        "an English question", "Is there an English version of the second note in this series?"
    ),
    Innocent(
        "a Japanese reader", "翻訳で読みました。二つ目の段落の例がとても分かりやすかったです。"
    ),
    Innocent(
        "a Chinese name", "저도 같은 고민을 하고 있습니다. 다음 편을 기다릴게요.", name="王小明"
    ),
    Innocent(
        "Hanja",
        "전략(戰略)과 전술(戰術)의 차이를 이렇게 쉽게 설명한 글은 처음입니다. 溫故知新이네요.",
    ),
    Innocent("a phrase in Hanja", "易地思之. 한 번 더 새기고 갑니다."),
    Innocent("mixed", "PDCA cycle을 team에 적용할 때 check 단계가 늘 빠지더라고요."),
    Innocent("a Cyrillic word", "러시아어로 전략은 стратегия인데 어원이 같다고 하네요."),
    Innocent("a formula", "결국 E = mc² 처럼 Δt → 0 일 때 α ≈ β 라는 얘기죠?"),
]

LONG = [
    Innocent(
        "a long quote",
        "> 혼자 하는 전략을 같이 하는 것으로 바꿉니다. "
        "전략은 혼자서 세우는 것이 아니라 여럿이 함께 고쳐 나가는 것입니다.\n\n"
        "이 대목에서 책을 덮고 한참 생각했습니다. 저희 모임도 그렇게 바뀌었거든요.",
    ),
    Innocent(
        "a list",
        "제가 해 본 것들입니다.\n\n- 매주 화요일에 모이기\n- 회의록을 그날 올리기\n"
        "- 반대 의견을 먼저 듣기\n\n셋째가 제일 어려웠어요.",
    ),
    Innocent(
        "a long story",
        "십 년 전에 작은 서점을 열었습니다. 처음에는 책만 팔면 되는 줄 알았는데 손님들이 앉을 자리를 찾더군요. "
        "의자를 두니 이야기가 생겼고 이야기가 생기니 모임이 생겼습니다. 그 모임이 지금까지 서점을 지탱하고 있어요. "
        "이 글을 읽고 그때 일이 떠올라 길게 적어 봅니다. 다음 글에서는 "
        "모임이 어떻게 끝나는지도 다뤄 주시면 좋겠습니다.",
    ),
    Innocent(
        "two comments within a minute",
        "아, 그리고 하나 더요. 셋째 문단의 표는 정말 도움이 됐어요.",
        own=("두 번째 예가 제일 와닿았어요. 저희도 그렇게 시작했거든요.",),
    ),
    Innocent(
        "a correction of oneself",
        "위에 ‘셋째’라고 썼는데 ‘넷째’ 문단이에요. 죄송합니다.",
        own=("셋째 문단의 숫자가 틀린 것 같아요.",),
    ),
    Innocent("written in five seconds", "저도요!", writing_seconds=5),
]

GROUPS = {
    "talk": TALK,
    "topics": TOPICS,
    "same words": SAME_WORDS,
    "numbers": NUMBERS,
    "links": LINKS,
    "code": CODE,
    "languages": LANGUAGES,
    "long": LONG,
}
