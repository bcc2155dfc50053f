"""What an import did, in numbers and first examples."""

from collections import Counter
from dataclasses import dataclass, field

EXAMPLES = 3


@dataclass
class Group:
    """How often one reason was given, and the first few titles it was given for."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, title: str, count: int = 1):
        self.count += count
        if title and len(self.examples) < EXAMPLES:
            self.examples.append(title)


@dataclass
class Report:
    """`made` counts new rows by what they are; `there` notes and comments of an earlier import.

    `skipped` and `notices` are groups by reason, in the order in which they first came up.
    """

    made: Counter = field(default_factory=Counter)
    there: Counter = field(default_factory=Counter)
    skipped: dict[str, Group] = field(default_factory=dict)
    notices: dict[str, Group] = field(default_factory=dict)

    def skip(self, reason: str, title: str, count: int = 1):
        self.skipped.setdefault(reason, Group()).add(title, count)

    def notice(self, reason: str, title: str):
        self.notices.setdefault(reason, Group()).add(title)
