"""Programs that read pages: those that say so, and those that do not say they are a browser."""

import re
from functools import lru_cache

# What every browser that people read with begins with, since 1994.
BROWSERS = ("Mozilla/", "Opera/")
# Whoever leaves an address for complaints is no browser. `Cubot` makes telephones.
SAYS_SO = re.compile(
    r"(?<!cu)bot(?![a-z])|crawl|spider|slurp|scrap|fetch|https?://|@[\w-]+\.\w"
    r"|preview|monitor|uptime|validator|lighthouse|headless|phantomjs|puppeteer|playwright|selenium"
    r"|archiv|mediapartners|externalhit|embedly|yeti/|daum/|daumoa|feed|\brss|python|curl/"
    r"|ahrefs|semrush|chatgpt|claude|perplexity|google-",
    re.I,
)


@lru_cache(maxsize=2048)
def is_robot(agent: str) -> bool:
    return not agent.startswith(BROWSERS) or bool(SAYS_SO.search(agent))
