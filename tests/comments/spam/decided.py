"""What the moderators of a site have decided about in its first months: a hundred and fifty comments.

All made up, and none of them stands in `evasions` or `innocents`. A site's spam repeats itself: what
comes in waves is here once for each host it names.
"""

from itertools import product

HOSTS = ("win-81.example", "lucky7.example", "vip-king.example", "top-room.example")

_WAVES = [
    "안전한 카지노 사이트 추천, 가입하시면 첫충전 보너스 30% 지급 https://{}/join",
    "바카라 슬롯 룰렛 실시간 중계! 꽁머니 3만 받아 가세요 https://{}/a?code=55",
    "먹튀 없는 메이저 놀이터, 토토 첫충 매충 이벤트 진행 중 https://{}",
    "무직자 대출 당일 승인, 신용불량자 연체자 가능합니다 https://{}/loan",
    "무료 리딩방에서 급등주 추천받고 수익 내세요. 카톡 상담 https://{}/stock",
    "Online casino bonus for new players, get free spins today https://{}/play",
    "Cheap viagra and cialis online without prescription https://{}/rx",
]
_SPAM = [
    ("카지노 가입코드 8282 입력하면 보너스 포인트를 바로 드립니다", ""),
    ("룰렛 이벤트 당첨되신 분께 축하금 지급해 드려요. 신규 가입 환영", ""),
    ("스포츠 토토 배팅 분석방 운영합니다. 텔레그램 @pick_king 입장", ""),
    ("슬롯 잭팟 터지는 사이트 공유, 매일 첫충전 20% 지급", ""),
    ("소액대출 급전 필요하신 분 당일 입금해 드립니다. 상담 카톡 loan1004", ""),
    ("통장 삽니다. 하루 20만원 선지급, 개인 법인 모두 가능", ""),
    ("핸드폰 내구제 폰테크 즉시 현금 지급, 전국 출장 가능", ""),
    ("주식 무료 체험방 입장하세요. 내일 상한가 갈 종목 공개합니다", ""),
    ("코인 선물 수익률 인증! 자동매매 프로그램 무료 체험 텔레그램 @coin_up", ""),
    ("출장 마사지 20대 매니저 24시간 대기, 후불제 안전 업소", ""),
    ("오피 유흥 정보 공유, 조건 만남 라인 아이디 sexy11", ""),
    ("레플리카 명품 가방 시계 미러급 판매, 카톡 문의 환영", ""),
    ("비아그라 시알리스 정품 판매, 전국 당일 배송 비밀 포장", ""),
    ("재택부업 하루 한 시간으로 월 300 보장, 초보 환영. 카톡 아이디 job77", ""),
    ("블로그 체험단 부업 알바 모집합니다. 당일 지급 문의 주세요", ""),
    ("졸업장 토익 성적표 제작해 드립니다. 비밀 보장 상담 환영", ""),
    ("인스타 팔로워 좋아요 늘려 드립니다. 최저가 즉시 작업", ""),
    ("포스팅 잘 보고 가요. 서로이웃 신청합니다. 제 블로그도 와 주세요", "https://dry-eye.example"),
    ("좋은 정보 감사합니다~ 방문하고 갑니다. 답방 부탁드려요", "https://mover.example"),
    ("유용한 내용 잘 봤습니다. 행복한 하루 되세요^^", "https://rent.example"),
    ("잘 보고 갑니다. 공감 누르고 가요. 맞구독 부탁해요", "https://diet.example"),
    ("Nice article, thanks for the information. Visit my website too", "https://cheap-seo.example"),
    ("Very useful post! I have bookmarked your blog, keep writing", "https://essay.example"),
    ("Awesome content, I will share it with my friends", "https://handbags.example"),
    ("We offer SEO services, first page of Google guaranteed, contact us", "https://rank.example"),
    ("Get instant followers and likes, cheap prices, fast delivery", "https://likes.example"),
    ("Earn 500 dollars daily from home, join our WhatsApp group now", ""),
    ("Forex signals with guaranteed profit, message me on Telegram @fx_win", ""),
    ("I got my stolen bitcoin back with the help of a recovery expert, write to him", ""),
    ("Real casino games, sign up bonus, spin and win money", ""),
    ("Replica watches and bags, best quality, discreet shipping worldwide", "https://replica.example"),
    ("Buy cheap pills online, no prescription needed, bonus pills free", ""),
    ("Личный кредит без отказа, казино онлайн бонус", ""),
    ("급전 필요하신 분 공일공 삼삼사사 오오육육 문자 주세요", ""),
    ("당일 대출 상담 O1O-7777-8888", ""),
    ("신규 회원 꽁머니 지급, 가입코드 win77 메이저 사이트", ""),
    ("보험 리모델링 무료 상담해 드려요. 문의 환영", "https://insure.example"),
    ("博彩 平台 注册 送 彩金 加 微信", ""),
]  # fmt: skip
_HAM = [
    "두 번째 문단에서 말씀하신 순서가 저희 모임과 정반대라 흥미로웠어요.",
    "결국 전략은 같이 고쳐 가는 것이라는 말에 공감합니다.",
    "ㅋㅋㅋ 저만 그런 줄 알았는데 다들 비슷하군요.",
    "ㅠㅠ 요즘 제 상황이랑 똑같아요.",
    "감사합니다. 덕분에 팀 회의가 훨씬 짧아졌어요.",
    "저는 조금 다르게 생각합니다. 사람이 적을수록 규칙이 더 필요하지 않을까요?",
    "세 번째 예시의 숫자가 앞 글과 다른 것 같은데 확인 부탁드려요.",
    "오타가 있어요. ‘맞추다’가 아니라 ‘맞히다’입니다.",
    "이 시리즈를 처음부터 다시 읽고 있습니다. 다음 글도 기다릴게요.",
    "책방을 하는 사람으로서 고개를 끄덕이며 읽었습니다.",
    "혹시 참고하신 책이 있다면 알려 주실 수 있나요?",
    "저희 동네에서도 작년에 같은 시도를 했는데 결과가 달랐어요.",
    "마지막 문장이 오래 기억에 남을 것 같습니다.",
    "아이를 키우면서 느낀 점과 닮았네요. 기다려 주는 게 제일 어렵죠.",
    "반대 의견을 먼저 듣는다는 대목이 특히 좋았어요.",
    "회사에서 이걸 해 봤는데 셋째 주에 다들 지치더라고요.",
    "그림이 있으면 더 이해하기 쉬울 것 같아요.",
    "이 글을 읽고 십 년 전 동아리 생각이 났습니다.",
    "질문이 하나 있어요. 혼자 시작한 사람은 언제 동료를 찾아야 할까요?",
    "도박이나 투기 같은 유혹을 전략이라고 부르는 사람들이 답답했는데 시원합니다.",
    "주식 이야기를 예로 드신 게 이해하기 쉬웠어요. 저는 투자는 안 하지만요.",
    "대출 갚느라 정신없는 중에 위로가 되는 글이었습니다.",
    "관련해서 예전에 쓴 글이 있어 남깁니다. https://friend.example/posts/3",
    "위키에도 비슷한 설명이 있네요. https://ko.wikipedia.org/wiki/협력",
    "모바일에서 표가 옆으로 넘쳐요. 아이폰 사파리입니다.",
    "검색에서 두 글자 낱말이 안 나오는데 저만 그런가요?",
    "코드에서 `len(words)` 가 0일 때 나누기 오류가 나요.",
    "Python 3.12에서도 잘 돌아갑니다. 고맙습니다.",
    "저는 2018년부터 이 블로그를 읽었어요. 건강하세요.",
    "오늘 모임에서 이 글을 같이 읽었습니다. 열두 명이 왔어요.",
    "반론을 하나 적자면, 규모가 커지면 이 방식은 무너집니다.",
    "첫 글과 지금 글을 비교하니 생각이 많이 바뀌셨네요.",
    "와 드디어 올라왔네요! 기다렸습니다!!",
    "어르신들께 읽어 드렸더니 아주 좋아하셨어요.",
    "솔직히 이번 글은 좀 아쉬웠습니다. 근거가 부족해요.",
    "헐 이거 완전 우리 팀 얘기인데요?",
    "인용하신 문장의 출처가 궁금합니다.",
    "네 저도 그렇게 생각해요.",
    "좋은 질문이에요. 저라면 작은 것부터 나눌 것 같아요.",
    "위 댓글에 덧붙이면, 기록을 남기는 사람이 따로 있어야 하더군요.",
    "한자로 쓰면 協力인데 힘이 세 개나 들어가 있네요.",
    "토요일 3시에 도서관 2층에서 모입니다. 누구나 오세요.",
    "정말 많이 배웠습니다. 두 번 읽고서야 뜻을 알았네요.",
    "카톡 알림을 끄니 집중이 잘됩니다. 작은 전략이지만요.",
    "점심값이 9,500원이라니, 물가 얘기에 한숨만 나오네요.",
    "전화로 문의했더니 담당자가 친절하게 알려 주셨어요.",
    "저희 회사는 회의를 주 1회 30분으로 줄였습니다.",
    "이벤트처럼 한 번 하고 끝나는 모임이 되지 않으려면 뭐가 필요할까요?",
    "농사짓는 사람 처지에서는 계절이 곧 전략이에요.",
]  # fmt: skip
_ENGLISH_HAM = [
    "The example in the second paragraph is exactly what happened to our team.",
    "Thank you. I have been reading this series from the first note.",
    "I do not quite agree: small groups need more rules, not fewer.",
    "Is there an English translation of the third note?",
    "Reading with a translator, so I hope I understood the last part.",
    "We tried this at work and it failed after three weeks. Any idea why?",
    "There is a typo in the second line of the code block.",
    "The page gives an error 500 on Firefox when I open the archive.",
    "Which book did you take that quote from?",
    "My grandmother used to say the same about farming.",
    "This made me think of how open source projects start.",
    "I wrote about something similar here: https://friend.example/en/12",
    "Looking forward to the next one.",
    "Could you say more about how the meeting ended?",
    "Ha, that is so true.",
    "日本から読んでいます。例が分かりやすかったです。",
    "Greetings from a reader in Busan who prefers to write in English.",
    "The numbers in the table do not add up to 100.",
    "How many people were in the group when you began?",
    "I like the idea of hearing objections first.",
]
_NAMES = ("김지현", "바람", "책방지기", "이웃", "min", "산책자", "두루", "Jane", "정우", "하늘")


def spam() -> list[dict]:
    """As columns of a comment."""
    waves = [(text.format(host), "") for text, host in product(_WAVES, HOSTS)]
    return [
        {"name": "정보통" if n % 2 else "best", "body": body, "website": website}
        for n, (body, website) in enumerate([*waves, *_SPAM])
    ]


def ham() -> list[dict]:
    bodies = [
        *_HAM,
        *_ENGLISH_HAM,
        *(f"{n}번째 모임에 다녀왔어요. {what}" for n, what in _MEETINGS),
    ]
    return [
        {"name": _NAMES[n % len(_NAMES)], "body": body, "website": _WEBSITES.get(n, "")}
        for n, body in enumerate(bodies)
    ]


_MEETINGS = list(
    enumerate(
        [
            "다들 글을 미리 읽고 와서 이야기가 깊어졌습니다.",
            "비가 와서 네 명뿐이었지만 좋았어요.",
            "다음에는 제가 간식을 맡을게요.",
            "반대편 의견을 가진 분이 와 주셔서 배웠습니다.",
            "지난번보다 한 시간 일찍 끝났네요.",
            "새로 오신 분이 셋이나 됐어요.",
            "회의록은 이번 주 안에 올리겠습니다.",
            "장소를 옮기니 분위기가 달라졌어요.",
            "아이를 데려와도 된다고 해 주셔서 고마웠습니다.",
            "둘째 글을 두고 오래 토론했어요.",
            "끝나고 걸으며 나눈 이야기가 더 좋았습니다.",
        ],
        start=1,
    )
)
_WEBSITES = {2: "https://books.example", 9: "https://jung.example", 21: "https://walker.example"}
