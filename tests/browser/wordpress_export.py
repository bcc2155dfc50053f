"""A WordPress export in our own words, in the shape that WordPress 6 writes."""

PARAGRAPHS = [
    "문을 연 첫날에는 아무도 오지 않았다.",
    "이튿날 옆집 아이가 와서 만화책이 있느냐고 물었다.",
    "없다고 했더니 다음 날 제 책을 두 권 들고 왔다.",
]

EXPORT = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
  <title>골목 서재</title><link>https://example.com</link><language>ko-KR</language>
  <wp:wxr_version>1.2</wp:wxr_version>
  <wp:base_site_url>https://example.com</wp:base_site_url>
  <wp:base_blog_url>https://example.com</wp:base_blog_url>
  <wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[librarian]]></wp:author_login>
    <wp:author_display_name><![CDATA[서재지기]]></wp:author_display_name></wp:author>
  <item>
    <title><![CDATA[동네 서재 1 : 책장을 여는 날]]></title>
    <link>https://example.com/2011/04/07/%ec%b1%85%ec%9e%a5/</link>
    <dc:creator><![CDATA[librarian]]></dc:creator>
    <content:encoded><![CDATA[{PARAGRAPHS[0]}

{PARAGRAPHS[1]}

  1. 책장 하나
  2. 의자 둘
  3. 주전자 하나

{PARAGRAPHS[2]}]]></content:encoded>
    <wp:post_id>7</wp:post_id>
    <wp:post_date><![CDATA[2011-04-07 00:16:00]]></wp:post_date>
    <wp:post_date_gmt><![CDATA[2011-04-06 15:16:00]]></wp:post_date_gmt>
    <wp:comment_status><![CDATA[open]]></wp:comment_status>
    <wp:post_name><![CDATA[%ec%b1%85%ec%9e%a5]]></wp:post_name>
    <wp:status><![CDATA[publish]]></wp:status>
    <wp:post_type><![CDATA[post]]></wp:post_type>
    <category domain="category" nicename="동네-서재"><![CDATA[동네 서재]]></category>
  </item>
</channel>
</rss>
"""
