"""How the counts in comments/spam/data/prior.tsv.gz come from labelled comments. Pure functions.

No comment can be read from them, and no person: of each source only rates go in, and of the tokens only
those that several comments at two places have, or that our own examples have.
"""

import gzip
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from comments.models.token_count import HAM, SPAM
from comments.spam.prior import OUT_OF
from comments.spam.tokens import VERSION, read

LABELS = (SPAM, HAM)
FEWEST = 20  # comments of a label in a bucket; a source with less has no say there
SEEN = 3  # comments that have a token, at two places
SEEN_HOST = 5  # comments that have a link to a host, at two places
SEEN_OWN = 2  # of our own examples
NOT_KEPT = "t"  # three words in a row are next to a quotation
# How people write their names, whether they sign, how they set their lines: the fashion of a place.
OF_A_PLACE = ("s:name_shape", "s:name_in_text", "s:breaks")


@dataclass(frozen=True)
class Source:
    """Comments of one place. `fields` beside the text that were asked for there: of "name" and
    "website". `is_own`: written by us as examples."""

    name: str
    rows: list[dict]
    fields: frozenset[str]
    is_own: bool = False


@dataclass
class Counts:
    """Of one source in one bucket: comments, tokens in all of them, and comments by token, each of
    spam and of ham."""

    source: Source
    comments: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    size: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    by_token: dict[str, dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: dict.fromkeys(LABELS, 0))
    )

    def add(self, label: str, tokens: list[str]):
        self.comments[label] += 1
        self.size[label] += len(tokens)
        for token in tokens:
            self.by_token[token][label] += 1

    def of(self, token: str, label: str) -> int:
        return self.by_token[token][label] if token in self.by_token else 0


def build(sources: Iterable[Source]) -> bytes:
    """The file. The same comments make the same bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write("".join(f"{line}\n" for line in _lines(sources)).encode())
    return packed.getvalue()


def _lines(sources: Iterable[Source]) -> Iterator[str]:
    yield f"version\t{VERSION}"
    for bucket, counts in sorted(_count(sources).items()):
        if not _has_both(counts):
            continue
        yield _line(bucket, [_mean(counts, label, lambda each: each.size) for label in LABELS])
        for token in sorted(_known(counts)):
            rates = [OUT_OF * rate for rate in rates_of(token, counts)]
            if any(round(rate) for rate in rates):
                yield _line(token, rates)


def _line(name: str, pair: list[float]) -> str:
    return "\t".join((name, *(str(round(number)) for number in pair)))


def _count(sources: Iterable[Source]) -> dict[str, list[Counts]]:
    buckets = defaultdict(list)
    for source in sources:
        found: dict[str, Counts] = {}
        for row in source.rows:
            comment = read(row.get("author") or "", row.get("url") or "", row["text"])
            counts = found.setdefault(comment.bucket, Counts(source))
            counts.add(row["label"], comment.tokens)
        for bucket, counts in found.items():
            buckets[bucket].append(counts)
    return buckets


def _known(counts: list[Counts]) -> set[str]:
    tokens = {token for each in counts for token in each.by_token}
    return {token for token in tokens if is_kept(token, counts)}


def is_kept(token: str, counts: list[Counts]) -> bool:
    """May it ship? No person and no single site is to be known by it."""
    kind, _colon, value = token.partition(":")
    seen = sum(each.of(token, label) for each in counts for label in LABELS)
    places = sum(token in each.by_token for each in counts)
    if token.startswith(OF_A_PLACE):
        return False
    if kind == "s":
        return seen >= SEEN
    if kind in NOT_KEPT or kind == "n" and not _is_topic(value, counts):
        return False
    if kind in "lu" and "." in value[1:]:
        return seen >= SEEN_HOST and places > 1
    own = sum(each.of(token, label) for each in counts for label in LABELS if each.source.is_own)
    return own >= SEEN_OWN or seen >= SEEN and places > 1


def _is_topic(name: str, counts: list[Counts]) -> bool:
    """Nobody's name: no honest writer has it, and spam speaks of it."""
    is_of_writer = any(each.of(f"n:{name}", HAM) for each in counts)
    return not is_of_writer and sum(each.of(f"w:{name}", SPAM) for each in counts) >= SEEN


def rates_of(token: str, counts: list[Counts]) -> list[float]:
    """In which part of the spam and of the ham it stands: the mean of the sources that could have it,
    each of which counts the same. Zeros where these know one label only."""
    asked = [each for each in counts if _field_of(token) in each.source.fields | {"text"}]
    if not _has_both(asked):
        return [0.0 for _label in LABELS]
    return [_mean(asked, label, lambda each: _of_token(each, token)) for label in LABELS]


def _of_token(counts: Counts, token: str) -> dict[str, int]:
    return {label: counts.of(token, label) for label in LABELS}


def _has_both(counts: list[Counts]) -> bool:
    return all(any(each.comments[label] >= FEWEST for each in counts) for label in LABELS)


def _mean(counts: list[Counts], label: str, number_of) -> float:
    said = [
        number_of(each)[label] / each.comments[label]
        for each in counts
        if each.comments[label] >= FEWEST
    ]
    return sum(said) / len(said) if said else 0.0


def _field_of(token: str) -> str:
    """What has to be asked for, for a comment to have it."""
    kind, _colon, value = token.partition(":")
    if kind == "u" or kind == "s" and "website" in value:
        return "website"
    return "name" if kind == "n" or kind == "s" and value.startswith("name") else "text"
