"""Surprising and hostile lines, most of them Korean. This list only grows.

Each entry: what was typed, and the HTML that must be found in the result (`rel` left out, so that
one list serves both profiles). `BOTH` holds for notes and comments.
"""

BOTH = [
    # KOREAN 5: bold, emphasis and strike before a particle
    ("**전략(戰略)**을 세운다", "<strong>전략(戰略)</strong>을 세운다"),
    ("**마크다운(Markdown)**을", "<strong>마크다운(Markdown)</strong>을"),
    ('**"전략"**은', '<strong>"전략"</strong>은'),
    ("**“전략”**은", "<strong>“전략”</strong>은"),
    ("**‘함께’**라는 말", "<strong>‘함께’</strong>라는 말"),
    ("**본다.**그리고", "<strong>본다.</strong>그리고"),
    ("**「시작」**으로", "<strong>「시작」</strong>으로"),
    ("그는**「시작」**으로", "그는<strong>「시작」</strong>으로"),
    ("**함께**를", "<strong>함께</strong>를"),
    ("**100%**는", "<strong>100%</strong>는"),
    ("**(강조)**와 (**강조**)는", "<strong>(강조)</strong>와 (<strong>강조</strong>)는"),
    ('**"A"**3개를', '<strong>"A"</strong>3개를'),
    ("**`코드`**를", "<strong><code>코드</code></strong>를"),
    ("**[고리](/a)**를", '<strong><a href="/a">고리</a></strong>를'),
    ("가*나*다", "가<em>나</em>다"),
    ("*전략(戰略)*을", "<em>전략(戰略)</em>을"),
    ("__강조__는 _약하게_는", "<strong>강조</strong>는 <em>약하게</em>는"),
    ("snake_case_를 파일_이름_은", "snake_case_를 파일_이름_은"),
    ("***둘 다***를", "<em><strong>둘 다</strong></em>를"),
    ("**가*나*다**는", "<strong>가<em>나</em>다</strong>는"),
    ("~~취소(선)~~한", "<del>취소(선)</del>한"),
    ("값은~~만원~~오천원", "값은<del>만원</del>오천원"),
    ("네~~ 좋아요~~ ㅋㅋ", "네~~ 좋아요~~ ㅋㅋ"),
    ("네~~ㅋㅋ 좋아요~~", "네~~ㅋㅋ 좋아요~~"),
    ("3~5월, 10~20명", "3~5월, 10~20명"),
    ("2 * 3 * 4는 24", "2 * 3 * 4는 24"),
    ("** 전략 **은", "** 전략 **은"),
    # KOREAN 6: dates are text
    ("2011. 3. 1. 시작", "<p>2011. 3. 1. 시작</p>"),
    ("2026. 11. 23.", "<p>2026. 11. 23.</p>"),
    ("2011. 봄에 시작", "<p>2011. 봄에 시작</p>"),
    ("3. 1. 운동", "<p>3. 1. 운동</p>"),
    ("24. 3. 1. 봄", "<p>24. 3. 1. 봄</p>"),
    ("24. 3. 1 봄", "<p>24. 3. 1 봄</p>"),
    ("- 2011. 3. 1. 시작", "<ul><li>2011. 3. 1. 시작\n</li></ul>"),
    ("> 2011. 3. 1. 시작", "<blockquote><p>2011. 3. 1. 시작</p>\n</blockquote>"),
    ("```\n2011. 3. 1. 시작\n```", "<pre><code>2011. 3. 1. 시작\n</code></pre>"),
    ("1. 하나\n2. 둘", "<ol><li>하나\n</li><li>둘\n</li></ol>"),
    ("3. 셋부터", '<ol start="3"><li>셋부터\n</li></ol>'),
    # Lists as an ordinary writer means them
    ("할 일:\n- 하나\n- 둘", "<p>할 일:</p>\n<ul><li>하나\n</li><li>둘\n</li></ul>"),
    ("1. 하나\n  - 작게", "<ol><li>하나\n<ul><li>작게\n</li></ul>\n</li></ol>"),
    ("- [ ] 할 일\n- [x] 한 일", "<ul><li>☐ 할 일\n</li><li>☑ 한 일\n</li></ul>"),
    ("#소셜전략 #마케팅", "<p>#소셜전략 #마케팅</p>"),
    # KOREAN 8: where an address ends
    ("https://example.com/a에서", '<a href="https://example.com/a">https://example.com/a</a>에서'),
    ("(https://example.com)라고", '(<a href="https://example.com">https://example.com</a>)라고'),
    ("https://example.com에서", '<a href="https://example.com">https://example.com</a>에서'),
    ("https://example.com/에서", '<a href="https://example.com/">https://example.com/</a>에서'),
    ("https://example.com/a.", '<a href="https://example.com/a">https://example.com/a</a>.'),
    (
        "https://example.com/a,그리고",
        '<a href="https://example.com/a">https://example.com/a</a>,그리고',
    ),
    ("https://example.com/a!", '<a href="https://example.com/a">https://example.com/a</a>!'),
    ("「https://example.com/a」", '「<a href="https://example.com/a">https://example.com/a</a>」'),
    ("주소는https://example.com", '주소는<a href="https://example.com">https://example.com</a>'),
    (
        "**https://example.com**입니다",
        '<strong><a href="https://example.com">https://example.com</a></strong>입니다',
    ),
    (
        "https://ko.wikipedia.org/wiki/한글",
        '<a href="https://ko.wikipedia.org/wiki/%ED%95%9C%EA%B8%80">https://ko.wikipedia.org/wiki/한글</a>',
    ),
    (  # cannot be told apart from a page of that name: a link is never cut on a guess
        "https://ko.wikipedia.org/wiki/한글에서",
        '<a href="https://ko.wikipedia.org/wiki/%ED%95%9C%EA%B8%80%EC%97%90%EC%84%9C">'
        "https://ko.wikipedia.org/wiki/한글에서</a>",
    ),
    (
        "https://en.wikipedia.org/wiki/A_(b)를",
        '<a href="https://en.wikipedia.org/wiki/A_(b)">https://en.wikipedia.org/wiki/A_(b)</a>를',
    ),
    (
        "https://example.com/?q=전략",
        '<a href="https://example.com/?q=%EC%A0%84%EB%9E%B5">https://example.com/?q=전략</a>',
    ),
    (
        "https://example.com/%ED%95%9C에서",
        '<a href="https://example.com/%ED%95%9C">https://example.com/%ED%95%9C</a>에서',
    ),
    ("a@example.com으로", '<a href="mailto:a@example.com">a@example.com</a>으로'),
    ("`https://example.com/a에서`", "<code>https://example.com/a에서</code>"),
    ("<https://example.com/가에서>", ">https://example.com/가에서</a>"),
    ("[한글](https://example.com/가)에서", '<a href="https://example.com/%EA%B0%80">한글</a>에서'),
    ("[https://a.kr에서](https://b.kr)", '<a href="https://b.kr">https://a.kr에서</a>'),
    # Letters that must not change, letters that must
    ("ㅋㅋㅋ ㅠㅠ ㄱ", "<p>ㅋㅋㅋ ㅠㅠ ㄱ</p>"),
    ("\u110c\u1165\u11ab\u1105\u1163\u11a8", "<p>전략</p>"),
    ("가\x00나\x1b다", "<p>가나다</p>"),
    ("가\r\n\r\n나", "<p>가</p>\n<p>나</p>"),
    ("가족 👨‍👩‍👧 ❤️", "가족 👨‍👩‍👧 ❤️"),
    # Text that looks like HTML
    ("List<String> 타입은", "List&lt;String&gt; 타입은"),
    ("<script>alert(1)</script> 뒤에도 글", "&lt;script&gt;alert(1)&lt;/script&gt; 뒤에도 글"),
    ("&amp;copy; & < >", "<p>&amp;copy; &amp; &lt; &gt;</p>"),
    ("5 < 7이고 7 > 5", "<p>5 &lt; 7이고 7 &gt; 5</p>"),
    ("[x](java&#115;cript:alert(1))", ">x</a>"),
]

NOTES = [
    ("# 소셜이란", '<h2 id="소셜이란">소셜이란</h2>'),
    ("## 소셜이란\n## 소셜이란", '<h2 id="소셜이란-2">소셜이란</h2>'),
    ("## Intro", '<h2 id="section-intro">Intro</h2>'),
    ("## !!!", '<h2 id="제목">!!!</h2>'),
    ("## ㅋㅋㅋ", '<h2 id="ㅋㅋㅋ">ㅋㅋㅋ</h2>'),
    ("![그림](a.png)", '<img alt="그림" src="a.png" loading="lazy" decoding="async">'),
    ('![그림](a.png "설명")', "<figcaption>설명</figcaption></figure>"),
    ("![그림](https://x.kr/a.png)", '<a class="remote-image" href="https://x.kr/a.png">그림</a>'),
    ("![](https://x.kr/가.png)", ">가.png</a>"),
    ("![그림](//x.kr/a.png)", '<a class="remote-image" href="//x.kr/a.png">그림</a>'),
    ("![그림](/\\x.kr/a.png)", '<img alt="그림" src="/%5Cx.kr/a.png"'),
    (
        '<img src="/\\x.kr/a.png" alt="그림">',
        '<a class="remote-image" href="/\\x.kr/a.png">그림</a>',
    ),
    (
        '<img src="https://x.kr/a.png" alt="그림">',
        '<a class="remote-image" href="https://x.kr/a.png">',
    ),
    ("[![그림](https://x.kr/a.png)](/b)", '<p><a href="/b">그림</a></p>'),
    (
        "|가|나|\n|:-:|-:|\n|**다(라)**를|`a\\|b`|",
        '<td class="align-center"><strong>다(라)</strong>를</td>',
    ),
    (
        "|가|\n|-|\n|나|",
        '<div aria-label="표: 가" class="table-scroll" role="region" tabindex="0"><table>',
    ),
    ("가[^하나]\n\n[^하나]: 각주", 'href="#fn-1" id="fnref-1"'),
    (
        "가[^1]\n\n[^1]: 각주",
        'aria-label="본문으로 돌아가기" class="footnote-backref" href="#fnref-1"',
    ),
    ("```python\nx = 1\n```", '<pre><code class="language-python"><span class="n">x</span>'),
    ("<kbd>한/영</kbd> <mark>전략</mark>", "<kbd>한/영</kbd> <mark>전략</mark>"),
    ("<ruby>漢<rt>한</rt></ruby>", "<ruby>漢<rt>한</rt></ruby>"),
    ("<details><summary>더</summary>\n\n**가(나)**를\n\n</details>", "<strong>가(나)</strong>를"),
    ("&#x202e;", "<p>\u202e</p>"),
    ("첫 줄\n둘째 줄", "<p>첫 줄\n둘째 줄</p>"),
]

COMMENTS = [
    ("첫 줄\n둘째 줄", "<p>첫 줄<br>\n둘째 줄</p>"),
    ("# 제목이 아님", "<p># 제목이 아님</p>"),
    ("제목\n===\n---", "<p>제목<br>\n===<br>\n---</p>"),
    ("<b>굵게</b>", "<p>&lt;b&gt;굵게&lt;/b&gt;</p>"),
    ("<!-- 숨김 -->", "<p>&lt;!-- 숨김 --&gt;</p>"),
    ("    들여 쓴 글", "<p>들여 쓴 글</p>"),
    ("|가|\n|-|", "<p>|가|<br>\n|-|</p>"),
    ("[^1]: 각주", "<p>[^1]: 각주</p>"),
    ("[가]: https://spam.example", "<p>[가]: <a"),
    ("![그림](https://x.kr/a.png)", '<a href="https://x.kr/a.png">그림</a>'),
    ("&#8238;거꾸로&#x200b;", "<p>거꾸로</p>"),
    ("홍\u200b길\u202e동", "<p>홍길동</p>"),
    ("> 인용\n답", "<blockquote><p>인용<br>\n답</p>\n</blockquote>"),
]
