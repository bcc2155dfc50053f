"""Comments from a file teach the learner, as if a moderator of this site had decided about them.

Each counts once, however often its file is read. The words are not kept, only what was read of them.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from django.db import transaction
from django.utils.translation import gettext as _

from comments.models import TokenCount, Training
from comments.models.token_count import HAM, SPAM, Steps
from comments.spam.tokens import VERSION, read
from notes.models import Site
from notes.text import clean_comment, clean_line

FIELDS = ("author", "email", "url", "text")
AT_ONCE = 500
COLUMNS = ["label", "bucket", "tokens", "size", "version"]


class BrokenFile(Exception):
    """A sentence for whoever gave the file, with the number of the line."""

    def __init__(self, line: int, reason: str):
        sentence = _("%(line)d번째 줄: %(reason)s 아무것도 바꾸지 않았습니다.")
        super().__init__(sentence % {"line": line, "reason": reason})


@dataclass(frozen=True)
class Example:
    label: str
    author: str
    url: str
    text: str

    @property
    def digest(self) -> str:
        words = "\0".join((self.author, self.url, self.text))
        return blake2b(words.encode(), digest_size=16).hexdigest()

    def as_training(self) -> Training:
        found = read(self.author, self.url, self.text)
        return Training(
            digest=self.digest,
            label=self.label,
            bucket=found.bucket,
            tokens="\n".join(found.tokens),
            size=len(found.tokens),
            version=VERSION,
        )


# Reading -----------------------------------------------------------------------------------------


def examples_in(data: bytes) -> list[Example]:
    """Each comment once. Raises `BrokenFile` at the first line that cannot be meant; empty lines may be."""
    found: dict[str, tuple[int, Example]] = {}
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            example = _example(number, line)
            first, known = found.setdefault(example.digest, (number, example))
            if known.label != example.label:
                reason = _("%(line)d번째 줄과 같은 댓글인데 label이 다릅니다.") % {"line": first}
                raise BrokenFile(number, reason)
    return [example for _number, example in found.values()]


def _example(number: int, line: bytes) -> Example:
    try:
        said = json.loads(line.decode())
    except UnicodeDecodeError:
        raise BrokenFile(number, _("UTF-8이 아닙니다.")) from None
    except (ValueError, RecursionError):
        raise BrokenFile(number, _("JSON이 아닙니다.")) from None
    if not isinstance(said, dict):
        raise BrokenFile(number, _("JSON 객체가 아닙니다."))
    if said.get("label") not in (SPAM, HAM):
        raise BrokenFile(number, _("label은 spam이나 ham이어야 합니다."))
    for name in FIELDS:
        if not _is_text(said.get(name)):
            raise BrokenFile(number, _("%(name)s 값이 글이 아닙니다.") % {"name": name})
    return _cleaned(number, said)


def _is_text(value) -> bool:
    """JSON can name halves of letters, which are none."""
    if value is None:
        return True
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _cleaned(number: int, said: dict) -> Example:
    """As the words of a comment are on their way in."""
    author, url = (clean_line(said.get(name) or "") for name in ("author", "url"))
    text = clean_comment(said.get("text") or "")
    if not text.strip():
        raise BrokenFile(number, _("text가 비어 있습니다."))
    return Example(said["label"], author, url, text)


# Teaching ----------------------------------------------------------------------------------------


def teach(examples: list[Example]) -> Counter:
    """How many were `new`, `changed` (another label, or read by other rules) and known already."""
    done = Counter(new=0, changed=0, known=0)
    for some in _parts(examples):
        done.update(_teach(some))
    return done


def take_back(examples: list[Example]) -> int:
    """How many of these had been taught."""
    return sum(_take_back(digest__in=[each.digest for each in some]) for some in _parts(examples))


def take_back_all() -> int:
    return _take_back()


@transaction.atomic
def _teach(examples: list[Example]) -> Counter:
    _hold()
    stored = Training.objects.filter(digest__in=[example.digest for example in examples])
    known = {training.digest: training for training in stored}
    steps, taught, done = Steps(), [], Counter()
    for training in (example.as_training() for example in examples):
        before = known.get(training.digest)
        if training.says_the_same(before):
            done["known"] += 1
            continue
        if before:
            before.count_into(steps, -1)
        training.count_into(steps)
        taught.append(training)
        done["changed" if before else "new"] += 1
    if taught:
        TokenCount.objects.add(steps)
        Training.objects.bulk_create(
            taught, update_conflicts=True, unique_fields=["digest"], update_fields=COLUMNS
        )
    return done


@transaction.atomic
def _take_back(**which) -> int:
    _hold()
    _all, deleted = Training.objects.filter(**which).delete()
    return deleted.get(Training._meta.label, 0)


def _hold():
    """One file after another, also where nothing is counted yet that could be locked."""
    list(Site.objects.select_for_update().filter(pk=Site.ONLY).values_list("pk"))


def _parts(examples: list[Example]) -> Iterator[list[Example]]:
    for at in range(0, len(examples), AT_ONCE):
        yield examples[at : at + AT_ONCE]
