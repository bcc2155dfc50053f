"""게시중단: to take a comment down for some days, and to end that before its time."""

from django import forms
from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments.forms import LARGEST_KEY
from comments.models import AlreadyDecided, Comment, Takedown
from comments.moderation.access import for_moderators
from comments.moderation.queue import UNREAD
from comments.redirects import SeeOther
from comments.takedowns import MOST_DAYS, end, open_takedown_of, take_down
from notes.text import clean_comment, clean_line, grapheme_length

MOST_OPEN, LATEST_ENDED = 100, 20  # rows of the page
LONGEST_REASON = 2_000  # visible letters
# What a form may ask for, and what its notice says then.
ENDS = {
    Takedown.RESTORED: gettext_lazy("다시 올렸습니다."),
    Takedown.REMOVED: gettext_lazy("아주 내렸습니다."),
}


class TakedownForm(forms.ModelForm):
    days = forms.IntegerField(
        label=gettext_lazy("며칠 동안"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=MOST_DAYS,
        help_text=gettext_lazy("1일에서 30일까지. 그 뒤에는 저절로 다시 올라갑니다."),
        error_messages={
            "required": gettext_lazy("며칠인지 적어 주세요."),
            "invalid": gettext_lazy("1에서 30 사이의 수로 적어 주세요."),
            "min_value": gettext_lazy("1에서 30 사이의 수로 적어 주세요."),
            "max_value": gettext_lazy("1에서 30 사이의 수로 적어 주세요."),
        },
    )

    class Meta:
        model = Takedown
        fields = ["asked_by", "reason"]
        widgets = {"reason": forms.Textarea({"rows": 5})}
        labels = {"asked_by": gettext_lazy("요청한 사람과 연락처")}
        help_texts = {
            "asked_by": gettext_lazy("글쓴이에게는 알리지 않습니다."),
            "reason": gettext_lazy(
                "무엇이 권리를 침해한다고 하는지. 글쓴이에게는 알리지 않습니다."
            ),
        }
        error_messages = {
            "asked_by": {"required": gettext_lazy("누가 요청했는지 적어 주세요.")},
            "reason": {"required": gettext_lazy("까닭을 적어 주세요.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_asked_by(self):
        return _said(clean_line(self.cleaned_data["asked_by"]), self, "asked_by")

    def clean_reason(self):
        reason = _said(clean_comment(self.cleaned_data["reason"]).strip(), self, "reason")
        if (letters := grapheme_length(reason)) > LONGEST_REASON:
            sentence = _("%(most)s자까지 쓸 수 있습니다. 지금은 %(letters)s자입니다.")
            said = {"most": f"{LONGEST_REASON:,}", "letters": f"{letters:,}"}
            raise forms.ValidationError(sentence % said)
        return reason


def _said(text: str, form, field: str) -> str:
    """Invisible letters say nothing."""
    if not clean_line(text):
        raise forms.ValidationError(form.fields[field].error_messages["required"])
    return text


@for_moderators
@require_safe
def takedown_list(request):
    """Those that go on, the ones with an objection first, then by the day they end; and some of the past."""
    found = Takedown.objects.select_related("comment__note__series", "started_by", "ended_by")
    found = found.defer("comment__body_html", *(f"comment__{name}" for name in UNREAD[:4]))
    going_on = found.open().order_by(F("objected_at").asc(nulls_last=True), "until", "pk")
    context = {
        "open": going_on[:MOST_OPEN],
        "ended": found.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")[:LATEST_ENDED],
    }
    return render(request, "moderation/takedown_list.html", context)


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def takedown_create(request, pk):
    comments = Comment.objects.select_related("note__series").defer(*UNREAD[:4])
    comment = get_object_or_404(comments, pk=min(pk, LARGEST_KEY))
    if open_takedown_of(comment):
        return SeeOther(reverse("moderation:takedown_list"))
    if request.method != "POST":
        return _page(request, comment, TakedownForm())
    form = TakedownForm(request.POST)
    if not form.is_valid():
        return _page(request, comment, form, status=422)
    try:
        if request.POST.get("seen") != comment.state:
            raise AlreadyDecided
        take_down(comment, request.user, **form.cleaned_data)
    except AlreadyDecided:
        comment.refresh_from_db(fields=["status", "edited_at", "body_html"])
        return _page(request, comment, form, status=409)
    messages.success(request, _("글 아래에서 내렸습니다."))
    return SeeOther(reverse("moderation:takedown_list"))


@for_moderators
@require_POST
def takedown_end(request, pk):
    takedown = get_object_or_404(Takedown, pk=min(pk, LARGEST_KEY))
    outcome = request.POST.get("outcome")
    try:
        if outcome in ENDS:
            end(takedown, outcome, request.user)
            messages.success(request, ENDS[outcome])
    except AlreadyDecided:
        messages.error(request, _("이미 끝난 게시중단이어서 아무것도 바꾸지 않았습니다."))
    return SeeOther(reverse("moderation:takedown_list"))


def _page(request, comment, form, status=200):
    context = {"comment": comment, "form": form, "has_changed": status == 409}
    return render(request, "moderation/takedown_form.html", context, status=status)
