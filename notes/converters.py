class HangulSlugConverter:
    """Letters of any script. Django's own `<slug:…>` is ASCII only.

    Paths arrive in NFC: socialstrategy.middleware redirects any other form first.
    """

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
