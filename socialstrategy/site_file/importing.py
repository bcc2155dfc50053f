"""A ZIP into an empty site: all of it, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from notes.models import Image
from notes.pages import touch
from socialstrategy.site_file import manifest as manifests
from socialstrategy.site_file import upgrades
from socialstrategy.site_file.archive import TABLE, SiteArchive
from socialstrategy.site_file.keys import go_on_from
from socialstrategy.site_file.manifest import BrokenSiteFile, Manifest
from socialstrategy.site_file.media import MediaFiles
from socialstrategy.site_file.rebuilding import rebuild
from socialstrategy.site_file.storing import AT_ONCE, Store
from socialstrategy.site_file.tables import EXPORTED, MADE_BY_ITSELF, Table

TABLES = {table.name: table for table in EXPORTED}
Progress = Callable[[str], None]


class NotEmpty(Exception):
    """`counts` are the rows of each table that is not empty, by its name."""

    def __init__(self, counts: dict[str, int]):
        self.counts = counts
        super().__init__(counts)


class NotMigrated(Exception):
    pass


@dataclass
class Imported:
    """`unknown` are permissions that this program has not."""

    manifest: Manifest
    pictures: int = 0
    unknown: set[str] = field(default_factory=set)


def import_site(archive: SiteArchive, progress: Progress = lambda said: None) -> Imported:
    """Raises BrokenSiteFile, NotEmpty, NotMigrated, or OSError of a storage that takes no pictures: then
    the site is as it was. Reads the archive twice, the first time to verify it.
    """
    if not manifests.is_migrated():
        raise NotMigrated
    refuse_unless_empty()
    archive.verify()
    done, media = Imported(archive.manifest), MediaFiles(archive)
    try:
        with transaction.atomic():
            refuse_unless_empty()
            _store_rows(archive, done, progress)
            rebuild(progress)
            done.pictures = media.store(Image.objects.order_by("pk"), progress)
            go_on_from(archive.manifest.last_keys)
            touch("site")
    except BaseException:
        media.remove()
        raise
    return done


def refuse_unless_empty():
    tables = [table for table in EXPORTED if table.name not in MADE_BY_ITSELF]
    counts = {table.name: models.QuerySet(table.model).count() for table in tables}
    if found := {name: count for name, count in counts.items() if count}:
        raise NotEmpty(found)


def _store_rows(archive: SiteArchive, done: Imported, progress: Progress):
    for name in MADE_BY_ITSELF:
        models.QuerySet(TABLES[name].model)._raw_delete("default")
    order = {table.member: place for place, table in enumerate(EXPORTED)}
    members = filter(TABLE.fullmatch, archive.manifest.members)
    for member in sorted(members, key=lambda name: order.get(name, -1)):
        count = _store_member(archive, member, done, progress)
        if count != archive.manifest.rows_of(member) and not archive.is_edited:
            raise BrokenSiteFile(_("줄 수가 목록과 다릅니다."), member)
    for table in EXPORTED:
        _refuse_what_leads_nowhere(table)


def _store_member(archive: SiteArchive, member: str, done: Imported, progress: Progress) -> int:
    """Answers how many lines it has."""
    stores: dict[str, Store] = {}
    version, count = archive.manifest.version, 0
    for count, (number, line) in enumerate(archive.lines(member), start=1):
        if found := upgrades.upgraded(member.removesuffix(".jsonl"), line, version):
            name, row = found
            if name not in TABLES:
                raise BrokenSiteFile(_("이 프로그램이 모르는 표입니다."), member)
            if name not in stores:
                stores[name] = Store(TABLES[name], member, done.unknown)
            stores[name].add(number, row)
        if count % AT_ONCE == 0:
            progress(f"… {member} {count:,}")
    for store in stores.values():
        store.close()
    return count


def _refuse_what_leads_nowhere(table: Table):
    """The database would do it at the end, and not say where."""
    for column in table.fields:
        if not isinstance(column, models.ForeignKey):
            continue
        there = models.QuerySet(column.related_model).filter(pk=OuterRef(column.attname))
        lost = models.QuerySet(table.model).filter(
            ~Exists(there), **{f"{column.name}__isnull": False}
        )
        for key, missing in lost.order_by("pk").values_list("pk", column.attname)[:1]:
            said = _("id %(key)s: %(column)s에 적힌 것(%(missing)s)이 파일에 없습니다.")
            names = {"key": key, "column": column.name, "missing": missing}
            raise BrokenSiteFile(said % names, table.member)
