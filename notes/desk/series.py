"""Series: which there are, what they are called and say of themselves, what stands in them."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notes.desk.access import for_editors
from notes.desk.listing import SHOWN_FIELDS
from notes.desk.order_forms import order_forms
from notes.desk.planning import PlanForm
from notes.desk.widgets import MarkdownWidget
from notes.markdown import render as render_markdown
from notes.models import Note, Series
from notes.models.series import GREATEST_NUMBER
from notes.pagination import page_by_name

VOLUMES = 50  # series in a page of their list
NUMBERS = 50  # notes in a page of a series
MOST_DRAFTS = 100  # without a number, below them
PREVIEW = "preview"
TAKEN = gettext_lazy("같은 주소를 쓰는 시리즈가 이미 있습니다.")


class SeriesForm(forms.ModelForm):
    class Meta:
        model = Series
        fields = ["title", "slug", "description", "close_comments_after_days"]
        widgets = {"description": MarkdownWidget({"rows": 8})}
        error_messages = {
            "title": {"required": gettext_lazy("제목을 적어 주세요.")},
            "slug": {"unique": TAKEN},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def store(self) -> bool:
        """Of two who choose one address at the same moment the second hears it here."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            self.add_error("slug", TAKEN)
        return not self.errors


@dataclass(frozen=True)
class Numbers:
    """A page of a series' notes in the order of their numbers; the addresses are query strings."""

    notes: list[Note] = field(default_factory=list)
    previous: str | None = None
    next: str | None = None
    drafts: list[Note] = field(default_factory=list)

    @classmethod
    def of(cls, series: Series, query) -> "Numbers":
        """Three queries, however long the series is."""
        start = _start(query.get("from", ""))
        notes = series.notes.select_related("series", "draft").only(*SHOWN_FIELDS, "draft__note")
        numbered = notes.filter(number__isnull=False)
        found = list(numbered.filter(number__gte=start).order_by("number")[: NUMBERS + 1])
        before = series.notes.filter(number__lt=start).order_by("-number")
        before = list(before.values_list("number", flat=True)[:NUMBERS])
        return cls(
            notes=found[:NUMBERS],
            previous=f"?from={before[-1]}" if before else None,
            next=f"?from={found[NUMBERS].number}" if len(found) > NUMBERS else None,
            drafts=list(notes.filter(number=None).order_by("-updated_at", "-pk")[:MOST_DRAFTS]),
        )


def _start(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise Http404
    return min(int(text), GREATEST_NUMBER)


@for_editors
@require_safe
def series_list(request):
    found = Series.objects.counted().defer("description", "description_html")
    page = page_by_name(found, "title", request.GET, VOLUMES)
    return render(request, "desk/series_list.html", {"series_list": page.rows, "page": page})


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def series_create(request):
    form = SeriesForm(request.POST or None)
    if request.method != "POST":
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    if request.POST.get("act") == PREVIEW:
        return _form_page(request, form)
    if not form.store():
        return _form_page(request, form, status=422)
    messages.success(request, _("시리즈를 만들었습니다."))
    return to_series(form.instance.pk)


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def series_edit(request, pk):
    series = series_for(pk)
    if request.method != "POST":
        return series_page(request, series)
    form = SeriesForm(request.POST, instance=series_for(pk))
    if not form.is_valid():
        return series_page(request, series, form=form, status=422)
    if request.POST.get("act") == PREVIEW:
        return series_page(request, series, form=form)
    if not form.store():
        return series_page(request, series, form=form, status=422)
    messages.success(request, _("저장했습니다. 주소를 바꾸었다면 옛 주소는 새 주소로 이어집니다."))
    return to_series(pk)


@for_editors
@require_POST
def series_delete(request, pk):
    series = series_for(pk)
    if series.notes.exists():
        messages.error(request, _("글이 있는 시리즈는 지울 수 없습니다. 글을 먼저 옮겨 주세요."))
        return to_series(pk)
    series.delete()
    messages.success(request, _("시리즈를 지웠습니다."))
    return HttpResponseRedirect(reverse("desk:series_list"))


def series_for(pk: int) -> Series:
    return get_object_or_404(Series, pk=min(pk, 2**62))


def to_series(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:series_edit", args=[pk]))


def series_page(request, series: Series, status: int = 200, form=None, **context):
    """What it says of itself and what stands in it. Whoever sent a wrong form here finds it filled."""
    context = {
        "series": series,
        "page": Numbers.of(series, request.GET if request.method == "GET" else {}),
        "plan": PlanForm(series=series),
        **order_forms(),
        **context,
    }
    return _form_page(request, form or SeriesForm(instance=series), status, **context)


def _form_page(request, form, status: int = 200, **context):
    context["form"] = form
    if request.POST.get("act") == PREVIEW and form.is_valid():
        context["preview"] = render_markdown(form.cleaned_data["description"]).html
    return render(request, "desk/series_form.html", context, status=status)
