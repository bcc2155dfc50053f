"""Rules: the list, making and changing one after it was rehearsed, and what each has caught."""

from copy import copy

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments.forms import LARGEST_KEY
from comments.models import Comment, LogEntry, Rule
from comments.moderation.access import for_moderators
from comments.moderation.rehearsal import DAYS, MOST, rehearse, with_notes
from comments.moderation.rule_forms import RuleForm
from comments.redirects import SeeOther

SIZE = 50  # rules on a page
CAUGHT_SIZE = 25  # comments on a rule's page
PREFILLED = ("subject", "value", "action", "reason", "language")


@for_moderators
@require_safe
def rule_list(request):
    found = Rule.objects.with_wrong_count().select_related("created_by").order_by("-pk")
    rules, older = _page_of(found, "pk", request.GET.get("before"), SIZE)
    context = {"rules": rules, "older": older, "is_first": "before" not in request.GET}
    return render(request, "moderation/rule_list.html", context)


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def rule_create(request):
    initial = {name: request.GET[name] for name in PREFILLED if name in request.GET}
    posted = request.POST if request.method == "POST" else None
    form = RuleForm(posted, request=request, instance=Rule(), initial=initial)
    return _answer(request, form, _("규칙을 만들었습니다. 이제부터 오는 댓글에 적용됩니다."))


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def rule_edit(request, pk):
    rule = _rule(pk)
    posted = request.POST if request.method == "POST" else None
    form = RuleForm(posted, request=request, instance=copy(rule))
    return _answer(request, form, _("규칙을 고쳤습니다."), rule=rule, **_caught(request, rule))


@for_moderators
@require_POST
def rule_delete(request, pk):
    rule = _rule(pk)
    with transaction.atomic():
        LogEntry.note_down(LogEntry.RULE_DROPPED, request.user, rule=rule.pk)
        rule.delete()
    messages.success(request, _("규칙을 지웠습니다: %(rule)s") % {"rule": rule})
    return SeeOther(reverse("moderation:rule_list"))


# -------------------------------------------------------------------------------------------------


def _answer(request, form, done: str, **context):
    """The form, what the rule in it would have caught, or the list once it is saved."""
    if not form.is_bound:
        return _form(request, form, 200, **context)
    if not form.is_valid():
        return _form(request, form, 422, **context)
    if request.POST.get("act") != "save" or form.needs_rehearsal:
        return _form(request, form, 200, rehearsal=rehearse(form.instance), **context)
    if not form.save_by(request.user):
        return _form(request, form, 422, **context)
    messages.success(request, done)
    return SeeOther(reverse("moderation:rule_list"))


def _form(request, form, status: int, **context):
    context |= {"form": form, "days": DAYS, "most": MOST}
    return render(request, "moderation/rule_form.html", context, status=status)


def _rule(pk: int) -> Rule:
    rules = Rule.objects.with_wrong_count().select_related("created_by")
    return get_object_or_404(rules, pk=min(pk, LARGEST_KEY))


def _caught(request, rule: Rule) -> dict:
    before = request.GET.get("before")
    matches = rule.matches.order_by("-comment")
    matches, older = _page_of(matches, "comment_id", before, CAUGHT_SIZE)
    keys = [match.comment_id for match in matches]
    comments = with_notes(Comment.objects.with_words().filter(pk__in=keys)).order_by("-pk")
    return {
        "comments": comments,
        "opposite": rule.contradicted_by,
        "older": older,
        "is_first": before is None,
    }


def _page_of(rows, key: str, before: str | None, size: int) -> tuple[list, str]:
    """Rows with falling keys, and the key of the next page. Raises Http404 for a key that is none."""
    if before is not None:
        if not (before.isascii() and before.isdecimal()):
            raise Http404
        rows = rows.filter(**{f"{key}__lt": min(int(before[:19]), LARGEST_KEY)})
    found = list(rows[: size + 1])
    older = str(getattr(found[size - 1], key)) if len(found) > size else ""
    return found[:size], older
