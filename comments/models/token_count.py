from collections import defaultdict

from django.db import connections, models

from notes.prepared import as_json

SPAM, HAM = "spam", "ham"
# Rows of a bucket that count no token but what was read: comments, and tokens in all of them. Their
# names stand before all others, so that of two who teach a bucket one waits at its first row.
COMMENTS, TOKENS = "#comments", "#tokens"
ROWS_AT_ONCE = 500
# By hand: the ORM would replace what is there, and not add to it.
_ADD = """
INSERT INTO comments_tokencount (bucket, token, spam, ham) VALUES {rows}
ON CONFLICT (bucket, token) DO UPDATE SET
spam = comments_tokencount.spam + excluded.spam, ham = comments_tokencount.ham + excluded.ham
"""
# The rows of some tokens. All are one value: the statement is always the same, and is read by the database
# only once.
OF_TOKENS = {
    # CROSS: each token is looked up in the table, and not the other way round.
    "sqlite": """
FROM json_each(%(tokens)s) CROSS JOIN comments_tokencount ON token = value WHERE bucket = %(bucket)s
""",
    "postgresql": """
FROM comments_tokencount WHERE token = ANY(%(tokens)s::text[]) AND bucket = %(bucket)s
""",
}
_DROP_EMPTY = """
DELETE FROM comments_tokencount WHERE bucket = %s AND token IN ({tokens}) AND spam = 0 AND ham = 0
"""


class Steps:
    """By how much the counts are to change."""

    def __init__(self):
        self.by_row = defaultdict(lambda: {SPAM: 0, HAM: 0})

    def add(
        self, label: str, bucket: str, tokens: list[str], step: int = 1, size: int | None = None
    ):
        """`step` is -1 to take back what was added. `size`: of how many tokens these are the rest."""
        for token in tokens:
            self.by_row[bucket, token][label] += step
        self.by_row[bucket, COMMENTS][label] += step
        self.by_row[bucket, TOKENS][label] += step * (len(tokens) if size is None else size)

    def drop(self, label: str, bucket: str, tokens: set[str]):
        """Of what was read some tokens go. That it was read stays."""
        for token in tokens:
            self.by_row[bucket, token][label] -= 1

    def rows(self) -> list[tuple]:
        """In one order for everybody: two who teach at once never wait for each other."""
        return [(*key, each[SPAM], each[HAM]) for key, each in sorted(self.by_row.items())]


class TokenCountQuerySet(models.QuerySet):
    def of(self, bucket: str, tokens: list[str]) -> dict[str, tuple[int, int]]:
        """Spam and ham of each of these tokens that is known, and of `COMMENTS` and `TOKENS`. One
        query."""
        asked = asked_for(tokens)
        with connections[self.db].cursor() as cursor:
            vendor = connections[self.db].vendor
            one = as_json(asked) if vendor == "sqlite" else asked
            select = f"SELECT token, spam, ham {OF_TOKENS[vendor]}"
            cursor.execute(select, {"tokens": one, "bucket": bucket})
            return {token: (spam, ham) for token, spam, ham in cursor.fetchall()}

    def hold(self, buckets: set[str]):
        """Nobody teaches these until the caller's transaction ends."""
        rows = self.select_for_update().filter(bucket__in=buckets, token=COMMENTS)
        list(rows.order_by("bucket", "token").values_list("spam"))

    def add(self, steps: Steps):
        """Loses none when somebody else adds at the same moment; inside the caller's transaction."""
        rows = steps.rows()
        with connections[self.db].cursor() as cursor:
            for some in _parts(rows):
                values = [value for row in some for value in row]
                cursor.execute(
                    _ADD.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(some))), values
                )
            self._drop_empty(cursor, rows)

    def _drop_empty(self, cursor, rows: list[tuple]):
        """Of the rows that went down. What nobody says any more is not kept."""
        for bucket in sorted({row[0] for row in rows}):
            down = [token for where, token, *steps in rows if where == bucket and min(steps) < 0]
            for tokens in _parts(down):
                cursor.execute(_DROP_EMPTY.format(tokens=_places(tokens)), [bucket, *tokens])


class TokenCount(models.Model):
    """In how many comments, decided to be spam and decided not to be, a token stands.

    `bucket` and the tokens are those of `comments.spam.tokens`. Each is the sum of the lessons.
    """

    pk = models.CompositePrimaryKey("bucket", "token")
    bucket = models.CharField(max_length=2)
    token = models.CharField(max_length=40)
    spam = models.IntegerField()
    ham = models.IntegerField()

    objects = TokenCountQuerySet.as_manager()

    def __str__(self):
        return f"{self.bucket} {self.token}: {self.spam}/{self.ham}"


def asked_for(tokens: list[str]) -> list[str]:
    """These, and what was read in all."""
    return [COMMENTS, TOKENS, *tokens]


def _places(values: list) -> str:
    return ", ".join(["%s"] * len(values))


def _parts(rows: list) -> list[list]:
    return [rows[at : at + ROWS_AT_ONCE] for at in range(0, len(rows), ROWS_AT_ONCE)]
