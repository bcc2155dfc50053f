"""Spam that hides, each in one way. Data only: what is done with it stands in `test_evasions`.

All of it is made up. Hosts are reserved ones wherever the host itself is not the trick.
"""

from dataclasses import dataclass

HELD, SPAM = "held", "spam"

# Who has to be among those that object: any of these would be the right reason.
LEARNED = frozenset({"bayes", "disguise", "messenger"})
PRAISE = frozenset({"website_only_spam", "copied_praise"})
LINKS = frozenset({"link_count", "odd_link"})
HOSTS = frozenset({"new_link_host", "link_count", "odd_link", "host_limit"})
PHONE = frozenset({"folded_phone"})
LANGUAGE = frozenset({"no_hangul", "language"})
COPY = frozenset({"near_copy"})


@dataclass(frozen=True)
class Earlier:
    """A comment that was there before; `status` as the column has it."""

    body: str
    status: str = "published"
    name: str = "먼저 온 사람"
    network: str = "198.51.100.0/24"
    website: str = ""


@dataclass(frozen=True)
class Case:
    """`expected` is the least that has to become of it, `reasons` the checks of which one has to be
    among the verdicts. `first`: it was sent with these words, which appeared, and then edited;
    `is_approved`: a moderator had let the first words pass."""

    what: str
    body: str
    reasons: frozenset[str]
    expected: str = HELD
    name: str = "김독자"
    website: str = ""
    earlier: tuple[Earlier, ...] = ()
    writing_seconds: float = 30
    honeypot: str = ""
    first: str = ""
    is_approved: bool = False
    note_days: int = 0


SET_APART = [
    Case("letters with spaces", "카 지 노 첫 충 전 보 너 스 드립니다. 오늘만 이벤트!", LEARNED),
    Case("letters with dots", "바.카.라 실시간 중계 보면서 베팅하세요. 첫충 30%", LEARNED),
    Case("letters with stars", "토*토*사*이*트 안전한 곳 소개해요. 먹*튀 없어요", LEARNED),
    Case("letters with dashes", "슬-롯-머-신 잭팟 터지는 시간대 공유합니다", LEARNED),
    Case("letters with digits", "카1지2노3 추천 코드 넣으면 꽁머니 3만 지급", LEARNED),
    Case("letters with tildes", "카~~지~~노 룰~~렛 신규 가입 축하금 받아 가세요", LEARNED),
    Case("letters in a column", "카\n지\n노\n첫충전 보너스\n매일 지급", LEARNED),
    Case("brackets round letters", "[카][지][노] 【바】【카】【라】 가입 즉시 보너스", LEARNED),
    Case("a loan in letters", "대 출 상 담 무 직 자 도 당 일 입 금 됩 니 다", LEARNED),
    Case("Latin with spaces", "C A S I N O bonus for new players, free spins today", LEARNED),
    Case(
        "Latin with dots and dashes",
        "v.i.a.g.r.a and c-i-a-l-i-s without prescription, discreet shipping",
        LEARNED,
    ),
    Case("Latin with underscores", "c_a_s_i_n_o free spins, sign up and win real money", LEARNED),
]

JAMO = [
    Case("jamo for syllables", "ㅋㅏㅈㅣㄴㅗ 추천합니다. 첫충전 보너스 있어요", LEARNED),
    Case("jamo of another word", "ㅂㅏㅋㅏㄹㅏ 필승법 알려 드려요. 가입코드 필수", LEARNED),
    Case("one syllable in jamo", "카ㅈㅣ노 첫가입 꽁머니 3만원 바로 지급", LEARNED),
    Case("a loan in jamo", "ㄷㅐㅊㅜㄹ 신용 무관 당일 승인 무직자 가능", LEARNED),
    Case("decomposed", "카지노 첫충전 보너스 지급", LEARNED),
    Case("initials", "ㅋㅈㄴ ㅂㅋㄹ 첫충 꽁머니 지급 중 가입코드 7777", LEARNED),
    Case("Latin letters for vowels", "ㅋrㅈl노 첫충전 꽁머니 보너스 드려요", LEARNED),
    Case("tense consonants", "까지노 빠까라 메이저 싸이트 첫충 보너스", LEARNED),
    Case("a misspelt loan", "댸츌 무직자 소액 당일 입금 신용불량 가능", LEARNED),
]

LOOK_ALIKES = [
    Case("Cyrillic in Latin", "Сasinо bоnus fоr nеw рlауеrs, frее sрins tоdау", LEARNED),
    Case("Greek in Latin", "Viαgrα and Ciαlis οnline, no prescriptiοn needed", LEARNED),
    Case("Roman numerals", "Best ⅽasⅰno bonus, free spⅰns for new pⅼayers", LEARNED),
    Case("full width", "ＣＡＳＩＮＯ　ｂｏｎｕｓ　ｆｏｒ　ｎｅｗ　ｐｌａｙｅｒｓ", LEARNED),
    Case("mathematical letters", "𝐂𝐀𝐒𝐈𝐍𝐎 𝐛𝐨𝐧𝐮𝐬 𝐟𝐨𝐫 𝐧𝐞𝐰 𝐩𝐥𝐚𝐲𝐞𝐫𝐬", LEARNED),
    Case("letters in circles", "ⓒⓐⓢⓘⓝⓞ ⓑⓞⓝⓤⓢ ⓕⓞⓡ new players, free spins", LEARNED),
    Case("digits for letters", "c4s1n0 b0nus, fr33 sp1ns for new pl4yers, s1gn up", LEARNED),
    Case("accents on letters", "Cásïnö bónüs för nëw pläyers, freé spïns", LEARNED),
    Case("zero width", "카\u200b지\u200b노 첫\u200c충\u200d전 보\u2060너스 바로 지급", LEARNED),
    Case("Hangul fillers", "카\u3164지\u3164노 첫\u3164충\u3164전 보너스 지급", LEARNED),
    Case(
        "struck through", "카\u0336지\u0336노\u0336 첫\u0336충\u0336전\u0336 보너스 지급", LEARNED
    ),
    Case("soft hyphens", "ca\u00adsi\u00adno bo\u00adnus for new play\u00aders", LEARNED),
    Case("variation selectors", "카\ufe0f지\ufe0f노 첫충전 보너스 지급", LEARNED),
    Case("HTML's names", "&#52852;&#51648;&#45432; 첫충전 보너스 &#51648;&#44553;", LEARNED),
    Case("turned round", "\u202e노지카\u202c 첫충전 보너스 꽁머니 지급", LEARNED),
    Case("turned round in Latin", "\u202eonisac\u202c bonus, free spins for new players", LEARNED),
    Case("isolates between", "카\u2067지\u2069노 첫\u2067충전\u2069 보너스 지급", LEARNED),
]

PHONES = [
    Case("O1O", "급하신 분 O1O-1234-5678 연락 주세요", PHONE),
    Case("in words", "공일공 일이삼사 오육칠팔 로 연락 주세요", PHONE),
    Case("zero in its other word", "영일영-삼사오육-칠팔구공 언제든 환영", PHONE),
    Case("half in words", "부업 문의 010-일이삼사-오육칠팔", PHONE),
    Case("ieung for zero", "ㅇ1ㅇ.2345.6789 로 문자 남겨 주세요", PHONE),
    Case("small l for one", "Ol0 2345 6789 언제든 전화 주세요", PHONE),
    Case("words and digits in turn", "공1공-이삼4오-육7팔9 상담", PHONE),
    Case("signs round letters", "O_1_O * 1234 * 5678 문의", PHONE),
    Case("letters with particles", "연락처는 O1O1234O678으로 주세요", PHONE),
    Case("in circles", "⓪①⓪-①②③④-⑤⑥⑦⑧ 당일 대출 상담", PHONE | LEARNED),
    Case("in full width", "０１０－９８７６－５４３２ 무직자 당일 대출", PHONE | LEARNED),
    Case("with spaces", "0 1 0 - 1 2 3 4 - 5 6 7 8 당일 대출 상담", PHONE | LEARNED),
    Case(
        "as keycaps",
        "0\ufe0f\u20e31\ufe0f\u20e30\ufe0f\u20e3 1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e3 "
        "5\ufe0f\u20e36\ufe0f\u20e37\ufe0f\u20e38\ufe0f\u20e3 당일 대출",
        PHONE | LEARNED,
    ),
    Case("native numerals", "공하나공 하나둘셋넷 다섯여섯일곱여덟 대출 상담", PHONE | LEARNED),
]

MESSENGERS = [
    Case("an id", "카톡 아이디 rich7942 추가해 주세요. 하루 30분 부업으로 월 300", LEARNED),
    Case("an id in jamo", "ㅋㅏ톡 money365 텔레 @money365 대출 상담 24시간", LEARNED),
    Case("a nickname of it", "깨톡 loan77 친추 주시면 당일 입금 도와드려요", LEARNED),
    Case("a room", "텔레그램 @stock_vip99 무료 리딩방 입장하세요", LEARNED),
    Case("another", "라인 아이디 bb8282 조건 만남 환영", LEARNED),
    Case("an open room", "오픈채팅 open.kakao.com/o/gAbCdEf 급등주 무료 공유", LEARNED | HOSTS),
    Case("in English", "WhatsApp +1 (555) 010-0199 for signals, guaranteed profit daily", LEARNED),
    Case(
        "a short host", "t.me/fastprofit join now, 300% weekly profit guaranteed", LEARNED | HOSTS
    ),
]

COPIED_PRAISE = [
    Case(
        "that fits everywhere",
        "포스팅 잘 보고 갑니다~ 좋은 하루 되세요",
        PRAISE,
        website="https://loan.example",
    ),
    Case(
        "with an invitation",
        "좋은 글 감사합니다. 제 블로그에도 놀러 오세요!",
        PRAISE,
        website="https://blog.example/me",
    ),
    Case(
        "that comes again",
        "유익한 정보네요! 자주 들를게요^^",
        PRAISE,
        website="https://shop.example/?ref=7",
    ),
    Case(
        "for a subscription",
        "잘보고가요 ㅎㅎ 공감 꾹 누르고 갑니다. 맞구독 해요",
        PRAISE,
        website="https://tistory.example",
    ),
    Case(
        "for a good day",
        "오늘도 좋은 포스팅 보고 갑니다. 행복한 하루 보내세요~",
        PRAISE,
        website="https://hair.example",
    ),
    Case(
        "with letters apart",
        "포 스 팅 잘 보 고 갑 니 다",
        PRAISE | LEARNED,
        website="https://loan.example",
    ),
    Case(
        "at length",
        "정말 유익한 포스팅이네요. 평소 궁금했던 내용인데 이렇게 자세히 정리해 주셔서 감사합니다. "
        "앞으로도 좋은 글 많이 부탁드리고 저도 자주 방문하겠습니다. 제 블로그에도 한번 놀러 오세요!",
        PRAISE | LEARNED,
        website="https://insurance.example",
    ),
    Case(
        "of English",
        "Great post! Thanks for sharing this valuable information.",
        PRAISE,
        website="https://seo.example",
    ),
    Case(
        "bookmarked",
        "Wonderful article, I bookmarked your site and will come back.",
        PRAISE,
        website="https://bags.example",
    ),
    Case(
        "of a blog",
        "I really like your blog, keep up the good work!",
        PRAISE,
        website="https://watches.example",
    ),
    Case(
        "in both languages",
        "Nice post! 잘 보고 갑니다. Thank you for sharing",
        PRAISE,
        website="https://vpn.example",
    ),
    Case(
        "by a trade",
        "글 잘 읽었어요",
        PRAISE,
        name="강남 임플란트 추천",
        website="https://dental.example",
    ),
    Case(
        "by its address",
        "좋은 하루 보내세요",
        PRAISE | LEARNED | LINKS,
        name="www.best-loan.example",
    ),
    Case(
        "with the link below",
        "잘 보고 갑니다. https://bonus-77.example/join",
        PRAISE | LEARNED | HOSTS,
    ),
    Case("without a word", "👍👍", PRAISE, website="https://cheap-bags.example/sale"),
    Case(
        "a greeting only",
        "안녕하세요~ 반갑습니다",
        PRAISE,
        website="https://loan-center.example/now",
    ),
    Case("a dot only", ".", PRAISE, website="https://slot-777.example"),
]

MANY_LINKS = [
    Case(
        "three shorteners",
        "참고하세요 https://bit.ly/3aBcD https://han.gl/xYz12 https://vo.la/qWeR",
        LINKS | HOSTS,
    ),
    Case("one shortener", "당첨되셨어요! 확인 https://bit.ly/3aBcD", HOSTS | LEARNED),
    Case("ten", "추천 모음 " + " ".join(f"https://s{n}.example/{n}" for n in range(10)), LINKS),
    Case(
        "a list without words",
        "https://a.example/1\nhttps://b.example/2\nhttps://c.example/3",
        LINKS,
    ),
    Case("one without words", "https://slot-777.example/join", LINKS),
    Case("signs round it", "★★★ https://slot-777.example ★★★", LINKS),
    Case(
        "HTML",
        '<a href="https://a.example">바카라</a> <a href="https://b.example">룰렛</a> '
        '<a href="https://c.example">슬롯</a> <a href="https://d.example">포커</a>',
        LINKS,
    ),
    Case(
        "BBCode",
        "[url=https://a.example]cheap pills[/url] [url=https://b.example]cheap bags[/url] "
        "[url=https://c.example]cheap watches[/url] [link=https://d.example]more[/link]",
        LINKS,
    ),
    Case(
        "Markdown",
        "[싼 가방](https://a.example) [싼 시계](https://b.example) [싼 신발](https://c.example) [더](https://d.example)",
        LINKS,
    ),
    Case(
        "without schemes",
        "추천: slot-777.com, best-loan.net, bags-sale.shop, vip-room.xyz",
        LINKS | LEARNED,
    ),
    Case(
        "in upper case",
        "모음 HTTPS://A.EXAMPLE HTTPS://B.EXAMPLE HTTP://C.EXAMPLE WWW.D.EXAMPLE",
        LINKS,
    ),
]

HIDDEN_HOSTS = [
    Case(
        "another host's name",
        "[www.naver.com](https://slot-777.example/join)에서 확인하세요",
        HOSTS | LEARNED,
    ),
    Case(
        "nothing to click",
        "좋은 글이에요[.](https://slot-777.example/a)[.](https://slot-777.example/b)",
        HOSTS | LEARNED,
    ),
    Case(
        "a box that is not shown",
        '<div style="display:none"><a href="https://slot-777.example">카지노</a></div> 잘 읽었어요',
        LEARNED | HOSTS,
    ),
    Case("an IP address", "첫충전 보너스는 여기서 http://203.0.113.77/join", HOSTS | LEARNED),
    Case("an IP address as a number", "무료 체험은 http://3405803853/join", HOSTS | LEARNED),
    Case(
        "a host before an @",
        "이벤트 안내 https://www.naver.com@slot-777.example/win",
        HOSTS | LEARNED,
    ),
    Case("punycode", "공식 주소 https://xn--o79aq2z90g.example/join 가입 보너스", HOSTS | LEARNED),
    Case(
        "a look-alike host",
        "이벤트 당첨! https://www.nаver.com/event 에서 받아 가세요",
        HOSTS | LEARNED,
    ),
    Case("dots in words", "첫충전 보너스 slot777 (dot) com 검색하세요", LEARNED),
    Case("dots in Korean", "꽁머니 받는 곳 주소창에 슬롯칠칠칠점컴", LEARNED),
    Case("spaces in a host", "첫충 보너스 http:// slot-777 . example / join", LEARNED | HOSTS),
    Case("hxxp", "가입 보너스 hxxps://slot-777[.]example/join", LEARNED | HOSTS),
    Case("no scheme", "꽁머니 지급 //slot-777.example/join 가입코드 77", LEARNED | HOSTS),
    Case(
        "a full stop of East Asia", "가입 보너스 www。slot-777。com 에서 받으세요", LEARNED | HOSTS
    ),
    Case(
        "base64",
        "aHR0cHM6Ly9zbG90LTc3Ny5leGFtcGxlL2pvaW4/Y29kZT03Nzc3 decode and open",
        LEARNED | LANGUAGE,
    ),
    Case(
        "data",
        "data:text/html;base64,PGEgaHJlZj0iaHR0cHM6Ly9zbG90Ij4= 복사해서 여세요",
        LEARNED | HOSTS,
    ),
]

ADVERTS = [
    Case("emoji between", "🎰🎰 첫충 30% 💰💰 매충 10% 🎁🎁 가입코드 7777 🎰🎰", LEARNED),
    Case("a loan", "무직자 소액대출 당일 입금, 신용불량자도 가능. 상담 환영합니다", LEARNED),
    Case("a loan by telephone", "폰테크 내구제 당일 현금 지급 연체자 가능", LEARNED),
    Case("a stock room", "급등주 무료 리딩방 입장하시면 내일 상한가 종목 알려드립니다", LEARNED),
    Case("coins", "코인 선물 자동매매 수익률 300% 인증, 무료 체험방 입장하세요", LEARNED),
    Case("adult", "외로운 밤 출장 마사지 20대 매니저 대기 중, 선입금 없음", LEARNED),
    Case("fake goods", "명품 레플리카 미러급 가방 시계, 정품과 동일 품질 문의 주세요", LEARNED),
    Case("a job", "하루 1시간 재택부업 월 500 보장, 초보 가능. 지금 신청하세요", LEARNED),
    Case("accounts", "통장 매입합니다. 개인 법인 하루 30만원 선지급", LEARNED),
    Case("certificates", "졸업장 성적표 위조 제작해 드립니다. 비밀 보장", LEARNED),
    Case("pills", "비아그라 시알리스 정품 당일 배송 비밀 포장", LEARNED),
    Case("two languages", "Live 카지노 best bonus 지금 join 하면 free spin 100개 지급", LEARNED),
    Case("a verified playground", "먹튀검증 완료 메이저 놀이터 추천, 꽁머니 3만 지급", LEARNED),
    Case(
        "followers",
        "Buy cheap followers and likes, instant delivery https://fans.example",
        LEARNED | LANGUAGE,
    ),
    Case(
        "the first page",
        "We can bring your website to the first page of Google, free audit",
        LEARNED | LANGUAGE,
        website="https://seo.example",
    ),
    Case(
        "lost coins",
        "I recovered my lost bitcoin thanks to an expert hacker, contact him on WhatsApp",
        LEARNED | LANGUAGE,
    ),
    Case(
        "in Russian",
        "Лучшее онлайн казино, бонус за регистрацию https://kazino.example",
        LEARNED | LANGUAGE,
    ),
    Case("in Chinese", "正规博彩平台，注册送彩金，加微信 vip8888 领取优惠", LEARNED | LANGUAGE),
    Case(
        "letters at random",
        "xkqzjv wpltrn bnmvcx qwrtzp lkjhgf dsapoi",
        LANGUAGE | LEARNED,
        website="https://zzz.example",
    ),
]

_BAIT = "요즘 같은 때에 이만한 곳이 없어서 알려 드려요. 가입만 하면 선물을 준다니 한번 보세요."
_HONEST = "두 번째 문단에서 말씀하신 시장 이야기가 저희 동네와 똑같아서 한참 웃었습니다."
COPIES = [
    Case("word for word", _BAIT, COPY, SPAM, earlier=(Earlier(_BAIT, SPAM),)),
    Case(
        "a few words changed",
        _BAIT.replace("요즘 같은", "지금 같은").replace("한번", "꼭"),
        COPY,
        SPAM,
        earlier=(Earlier(_BAIT, SPAM),),
    ),
    Case(
        "another link each",
        f"{_BAIT} https://b-22.example/2",
        COPY,
        SPAM,
        earlier=(Earlier(f"{_BAIT} https://b-22.example/1", SPAM),),
    ),
    Case(
        "another host each",
        f"{_BAIT} https://n9.example",
        COPY,
        SPAM,
        earlier=(Earlier(f"{_BAIT} https://k3.example", SPAM),),
    ),
    Case("signs between", _BAIT.replace(" ", " ~ "), COPY, SPAM, earlier=(Earlier(_BAIT, SPAM),)),
    Case("digits added", f"{_BAIT} 20487", COPY, SPAM, earlier=(Earlier(f"{_BAIT} 11873", SPAM),)),
    Case(
        "letters set apart",
        " ".join(_BAIT.replace(" ", "")),
        COPY,
        SPAM,
        earlier=(Earlier(_BAIT, SPAM),),
    ),
    Case("a greeting before", f"안녕하세요! {_BAIT}", COPY, SPAM, earlier=(Earlier(_BAIT, SPAM),)),
    Case("of what is public", _HONEST, COPY, earlier=(Earlier(_HONEST),)),
    Case(
        "of what is public, with a link",
        f"{_HONEST} https://slot-777.example",
        COPY,
        earlier=(Earlier(_HONEST),),
    ),
    Case("of what waits", _BAIT, COPY, earlier=(Earlier(_BAIT, HELD),)),
    Case("zero width in it", "\u200b".join(_BAIT), COPY, SPAM, earlier=(Earlier(_BAIT, SPAM),)),
]

_SAME_HOST = tuple(
    Earlier(f"{words} https://gift-99.example/a", "held", name)
    for name, words in [
        ("하나", "선물 준대요"),
        ("두리", "저도 받았어요 진짜예요"),
        ("세찬", "늦으면 끝나요 얼른"),
    ]
)
SENDING = [
    Case(
        "the field that nobody sees",
        "좋은 글이에요. 다음 편도 기다릴게요.",
        frozenset({"honeypot"}),
        SPAM,
        honeypot="싼 대출",
    ),
    Case(
        "within a second",
        "좋은 글이에요. 다음 편도 기다릴게요.",
        frozenset({"token_age"}),
        writing_seconds=0.4,
    ),
    Case(
        "within a second, with links",
        "여기도 보세요 https://a.example https://b.example https://c.example",
        frozenset({"token_age"}),
        SPAM,
        writing_seconds=0.4,
    ),
    Case(
        "many from one network",
        "이번에는 다른 이야기를 하나 남기려고 합니다.",
        frozenset({"rate_limit"}),
        earlier=tuple(
            Earlier(f"{n}번째로 적는 전혀 다른 이야기입니다", network="127.0.0.0/24")
            for n in range(12)
        ),
    ),
    Case(
        "one host by many",
        "이거 신청했더니 바로 왔네요 https://gift-99.example/b",
        HOSTS,
        earlier=_SAME_HOST,
    ),
    Case(
        "one host by many, behind another",
        "이거 신청했더니 바로 왔네요 https://a-blog.example/7 https://gift-99.example/b",
        frozenset({"host_limit"}),
        earlier=_SAME_HOST,
    ),
    Case(
        "a link under an old note",
        "이것도 한번 보세요 https://gift-99.example",
        frozenset({"old_note", "new_link_host"}),
        note_days=1500,
    ),
]

_FIRST = "두 번째 문단의 예가 저희 동네와 똑같아서 놀랐습니다."
_FOUR_LINKS = "모음 https://a.example https://b.example https://c.example https://d.example"
EDITED = [
    Case(
        "into a list of links",
        "https://a.example https://b.example https://c.example",
        LINKS,
        first=_FIRST,
    ),
    Case("into many links", _FOUR_LINKS, LINKS, first=_FIRST),
    Case("into a telephone number", "급전 필요하신 분 O1O-1234-5678", PHONE, first=_FIRST),
    Case("into an advert", "카 지 노 첫충전 보너스 꽁머니 지급", LEARNED, first=_FIRST),
    Case(
        "into praise with a website",
        "포스팅 잘 보고 갑니다~",
        PRAISE,
        first=_FIRST,
        website="https://loan.example",
    ),
    Case("into a copy of spam", _BAIT, COPY, SPAM, first=_FIRST, earlier=(Earlier(_BAIT, SPAM),)),
    Case("into many links later", _FOUR_LINKS, LINKS, first=_FIRST, is_approved=True),
    Case(
        "into an advert later",
        "무직자 소액대출 당일 입금, 연체자 가능",
        LEARNED,
        first=_FIRST,
        is_approved=True,
    ),
]

GROUPS = {
    "set apart": SET_APART,
    "jamo": JAMO,
    "look-alikes": LOOK_ALIKES,
    "phones": PHONES,
    "messengers": MESSENGERS,
    "copied praise": COPIED_PRAISE,
    "many links": MANY_LINKS,
    "hidden hosts": HIDDEN_HOSTS,
    "adverts": ADVERTS,
    "copies": COPIES,
    "sending": SENDING,
    "edited": EDITED,
}

# What appears, by what was decided on the site and by `what` of the case, with the reason why. Whoever
# closes one takes it off: a test says so.
KNOWN_GAPS = {"fresh": {}, "taught": {}}
