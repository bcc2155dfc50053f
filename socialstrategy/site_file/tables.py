"""Every table of the site: in the file, made anew from what is in the file, or left behind.

Who adds a model puts it into one of the three lists (tests/socialstrategy/site_file/test_tables.py).
A table of `EXPORTED` is a member of the ZIP, `<name>.jsonl`. When what its rows say changes, other
than by a new column with a default, `upgrades.VERSION` is raised.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.apps import apps
from django.db import models
from django.db.models import Q

from comments.text import render_comment
from notes.markdown import render


def _html(text: str) -> str:
    return render(text).html


@dataclass(frozen=True, eq=False)
class Table:
    """`made` names the columns that are not in the file: with the column and the function that make
    them, or with None where `rebuilding` makes them when all rows are there, or they begin anew.
    `many` are relations to several rows, with the columns that name these. `only`: not all rows.
    """

    name: str
    label: str
    made: dict = field(default_factory=dict)
    many: dict = field(default_factory=dict)
    only: Q = field(default_factory=Q)

    @cached_property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def member(self) -> str:
        return f"{self.name}.jsonl"

    @cached_property
    def fields(self) -> list[models.Field]:
        """The columns that are in the file, in its order."""
        return [each for each in self.model._meta.concrete_fields if each.name not in self.made]

    @cached_property
    def makers(self) -> dict:
        return {name: how for name, how in self.made.items() if how}

    @property
    def key(self) -> models.Field:
        return self.model._meta.pk

    @property
    def hands_keys_out(self) -> bool:
        return isinstance(self.key, models.AutoField)


def _counted(**made) -> dict:
    return {"dated_count": None, **made}


_PERMISSION = ("content_type__app_label", "codename")
_TASK_PAST = dict.fromkeys(
    "status started_at finished_at worker_ids return_value exception_class_path traceback".split()
)
_NOTE = "body_html contents reading_minutes summary discussion_html comment_count".split()

# In the order in which they are stored: what is named by a word comes before what names it.
EXPORTED = (
    # People
    Table("groups", "auth.Group", many={"permissions": _PERMISSION}),
    Table(
        "accounts",
        "auth.User",
        many={"groups": ("name",), "user_permissions": _PERMISSION},
    ),
    # Notes
    Table("site", "notes.Site", made={"about_html": ("about", _html)}),
    Table("pictures", "notes.Image"),
    Table("authors", "notes.Author", made=_counted(about_html=("about", _html))),
    Table(
        "series",
        "notes.Series",
        made=_counted(last_dated_at=None, description_html=("description", _html)),
    ),
    Table("series_names", "notes.SeriesName"),
    Table("tags", "notes.Tag", made=_counted()),
    Table("notes", "notes.Note", made=dict.fromkeys(_NOTE), many={"tags": ("slug",)}),
    Table("drafts", "notes.Draft"),
    Table("revisions", "notes.Revision"),
    Table("pins", "notes.Pin"),
    Table("old_addresses", "notes.Address"),
    Table("citations", "notes.Citation"),
    Table("relations", "notes.Relation"),
    Table("picture_uses", "notes.PictureUse"),
    Table("preview_links", "notes.PreviewLink"),
    Table("invitations", "notes.Invitation"),
    # Readers, in numbers of days
    Table("note_readings", "notes.NoteReading"),
    Table("site_readings", "notes.SiteReading"),
    Table("referrers", "notes.Referrer"),
    Table("missed_searches", "notes.MissedSearch"),
    Table("counted_logs", "notes.CountedLog"),
    # The conversation
    Table("comments", "comments.Comment", made={"body_html": ("body", render_comment)}),
    Table("reflections", "comments.Reflection"),
    Table("agreements", "comments.Agreement"),
    Table("mail_addresses", "comments.MailAddress"),
    Table("mail_choices", "comments.MailChoice"),
    Table("decisions", "comments.Decision"),
    Table("takedowns", "comments.Takedown"),
    Table("rules", "comments.Rule"),
    Table("rule_matches", "comments.RuleMatch"),
    Table("lessons", "comments.Lesson"),
    Table("trainings", "comments.Training"),
    Table("pruned_tokens", "comments.PrunedToken"),
    Table("akismet_answers", "comments.AkismetAnswer"),
    Table("spam_policy", "comments.SpamPolicy"),
    # What was done, and what is still to be done
    Table("moderation_log", "comments.LogEntry"),
    Table("admin_log", "admin.LogEntry"),
    Table(
        "waiting_tasks",
        "django_tasks_database.DBTaskResult",
        made=_TASK_PAST,
        only=Q(status__in=("READY", "RUNNING")),
    ),
)

# Made anew from those above by what makes them in daily life (`rebuilding`).
REBUILT = {
    "notes.Hundred": "counts of notes (notes.models.counts)",
    "notes.Month": "counts of notes, by the time zone of the new machine",
    "notes.Tagged": "the notes of each tag, by date",
    "notes.Posting": "the index of the search (notes.search.index)",
    "notes.SearchTerm": "the index of the search",
    "notes.SearchText": "the index of the search",
    "notes.SearchSize": "the index of the search",
    "comments.TokenCount": "the sum of the lessons and trainings (comments.spam.learning)",
}

# Neither in the file nor on the new machine.
LEFT_OUT = {
    "contenttypes.ContentType": "the program's own; named by app and model where somebody means one",
    "auth.Permission": "the program's own; named by app and word where somebody has one",
    "notes.PageChange": "what running processes tell each other, for a day",
    "notes.ReadingDay": "the secret of today's readers, promised to be forgotten",
    "notes.SeenReader": "today's readers, forgotten with that secret",
    "comments.Unheard": "what the search hears a moment later; an import indexes everything",
    "comments.SpentProof": "solved puzzles, for a day; a new secret key has others",
    "sessions.Session": "everybody signs in anew",
    "axes.AccessAttempt": "failed sign-ins, for minutes",
    "axes.AccessAttemptExpiration": "failed sign-ins, for minutes",
    "axes.AccessFailureLog": "not written (AXES settings)",
    "axes.AccessLog": "not written (AXES settings)",
}

# What the first start and the first visitors leave in an empty site. An import replaces it.
MADE_BY_ITSELF = {"site", "site_readings", "referrers", "missed_searches", "waiting_tasks"}

BY_MEMBER = {table.member: table for table in EXPORTED}
