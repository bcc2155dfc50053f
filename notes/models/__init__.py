"""One file a model, its QuerySet above it."""

from notes.models.address import Address
from notes.models.author import Author
from notes.models.citation import Citation
from notes.models.draft import Draft
from notes.models.hundred import Hundred
from notes.models.image import Image
from notes.models.invitation import Invitation
from notes.models.month import Month
from notes.models.note import Note
from notes.models.page_change import PageChange
from notes.models.picture_use import PictureUse
from notes.models.pin import Pin
from notes.models.preview_link import PreviewLink
from notes.models.reading import (
    CountedLog,
    MissedSearch,
    NoteReading,
    ReadingDay,
    Referrer,
    SeenReader,
    SiteReading,
)
from notes.models.relation import Relation
from notes.models.revision import Revision
from notes.models.search_index import Posting, SearchSize, SearchTerm, SearchText
from notes.models.series import Series
from notes.models.series_name import SeriesName
from notes.models.site import Site
from notes.models.tag import Tag
from notes.models.tagged import Tagged

__all__ = [
    "Address",
    "Author",
    "Citation",
    "CountedLog",
    "Draft",
    "Hundred",
    "Image",
    "Invitation",
    "MissedSearch",
    "Month",
    "Note",
    "NoteReading",
    "PageChange",
    "PictureUse",
    "Pin",
    "Posting",
    "PreviewLink",
    "ReadingDay",
    "Referrer",
    "Relation",
    "Revision",
    "SearchSize",
    "SearchTerm",
    "SearchText",
    "SeenReader",
    "Series",
    "SeriesName",
    "Site",
    "SiteReading",
    "Tag",
    "Tagged",
]
