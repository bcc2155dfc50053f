"""`manifest.json`: what a file holds, so that it can be told from a broken or an unknown one."""

import json
from dataclasses import asdict, dataclass, field

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from socialstrategy.site_file import upgrades
from socialstrategy.site_file.tables import EXPORTED

NAME = "manifest.json"
FORMAT = "socialstrategy-site"
MOST_BYTES = 256 * 1024 * 1024


class BrokenSiteFile(ValueError):
    """Says why a file cannot be read, and where. Nothing of it may be kept."""

    def __init__(self, reason: str, member: str = "", line: int | None = None):
        where = f"{member}, {_('%s번째 줄') % f'{line:,}'}" if line else member
        super().__init__(f"{where}: {reason}" if where else reason)


@dataclass
class Manifest:
    """`members` says of each file its `bytes`, `sha256` and, of a table, its number of `rows`.

    `last_keys` are the highest keys that tables ever handed out: what was erased must not come again
    under its address. `migrations` are the last ones of each app. `missing_pictures` were in the
    tables and not in the storage.
    """

    made_at: str
    site_name: str
    migrations: dict[str, str]
    version: int = upgrades.VERSION
    last_keys: dict[str, int] = field(default_factory=dict)
    missing_pictures: list[str] = field(default_factory=list)
    members: dict[str, dict] = field(default_factory=dict)

    def as_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, content: bytes) -> "Manifest":
        """Raises BrokenSiteFile for what this program cannot read."""
        try:
            found = json.loads(content)
            if found.pop("format") != FORMAT:
                raise ValueError
            version = found["version"]
        except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
            raise BrokenSiteFile(_("export_site가 만든 파일이 아닙니다."), NAME) from None
        if not upgrades.is_known(version):
            raise BrokenSiteFile(_("이 프로그램이 모르는 판(%s)의 파일입니다.") % version, NAME)
        try:
            manifest = cls(**found)
            manifest._check()
        except (TypeError, KeyError, ValueError, AttributeError):
            raise BrokenSiteFile(_("내용이 깨졌습니다."), NAME) from None
        manifest._refuse_newer()
        return manifest

    def rows_of(self, member: str) -> int:
        return self.members[member]["rows"]

    def counts(self) -> dict[str, int]:
        """Rows by the name of their table."""
        tables = (name for name in self.members if name.endswith(".jsonl"))
        return {name.removesuffix(".jsonl"): self.rows_of(name) for name in tables}

    def _check(self):
        texts = [self.made_at, self.site_name, *self.missing_pictures]
        texts += [word for pair in self.migrations.items() for word in pair]
        counts = [*self.last_keys.values(), *(about["bytes"] for about in self.members.values())]
        counts += [self.rows_of(name) for name in self.members if name.endswith(".jsonl")]
        digests = [bytes.fromhex(about["sha256"]) for about in self.members.values()]
        if not (
            all(isinstance(each, str) for each in texts)
            and all(type(each) is int and 0 <= each < 2**63 for each in counts)
            and all(len(each) == 32 for each in digests)
        ):
            raise ValueError

    def _refuse_newer(self):
        known = MigrationExecutor(connection).loader.disk_migrations
        names = {*known, *(old for each in known.values() for old in each.replaces)}
        unknown = sorted(self.migrations.items() - names)
        if unknown:
            said = _(
                "이 프로그램보다 새 프로그램이 만든 파일입니다(%s). 프로그램을 먼저 올려 주세요."
            )
            raise BrokenSiteFile(said % ", ".join(map(".".join, unknown)), NAME)


def is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def not_migrated() -> str:
    return _(
        "데이터베이스가 비어 있거나 이 프로그램과 판이 다릅니다. 먼저 DEMO=0으로 사이트를 한 번 시작하거나"
        " manage.py migrate를 실행해 주세요."
    )


def migrations() -> dict[str, str]:
    """The last migration of each app that has a table in the file."""
    apps = {table.model._meta.app_label for table in EXPORTED}
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    return {app: name for app, name in sorted(leaves) if app in apps}
