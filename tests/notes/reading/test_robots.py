import pytest

from notes.reading.robots import is_robot
from tests.notes.reading.conftest import CHROME, KAKAOTALK, YETI

PEOPLE = [
    CHROME,
    KAKAOTALK,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/128.0.0.0 Whale/3.28.266.14 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Mobile/15E148 NAVER(inapp; search; 2000; 12.8.2; 14PRO)",
    "Mozilla/5.0 (Linux; Android 13; SM-A536N) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Version/4.0 Chrome/129.0 Mobile Safari/537.36 DaumApps/8.2.0 DaumDevice/mobile",
    "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Mobile/15E148 [FBAN/FBIOS;FBAV/460.0.0.30;FBDV/iPhone14,5;FBLC/ko_KR]",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)",
    "Opera/9.80 (Android; Opera Mini/36.2/191.273; U; ko) Presto/2.12.423 Version/12.16",
]
PROGRAMS = [
    "",
    "-",
    YETI,
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36"
    " (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
    "Mozilla/5.0 (compatible; Daum/4.1; +http://cs.daum.net/faq/15/4118.html?faqId=28966)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0;"
    " +http://www.bing.com/bingbot.htm) Chrome/130.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0",
    "Mozilla/5.0 AppleWebKit/537.36 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; SomeCrawler)",
    "Mozilla/5.0 (compatible; reader@example.com)",
    "Feedly/1.0 (+https://feedly.com/fetcher.html; 12 subscribers)",
    "curl/8.5.0",
    "python-requests/2.32",
    "Go-http-client/1.1",
    "소셜전략 읽기",
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_browser_is_no_robot(agent):
    assert not is_robot(agent)


@pytest.mark.parametrize("agent", PROGRAMS)
def test_program_is_one(agent):
    assert is_robot(agent)
