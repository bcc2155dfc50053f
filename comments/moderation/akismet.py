"""The owner's page about Akismet: what is sent to it, its key, and how it has answered."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from comments.akismet.keys import remove_key, use_key
from comments.akismet.words import Trouble, sentence_of
from comments.models import AkismetAnswer, SpamPolicy
from comments.moderation.access import for_owner
from comments.redirects import SeeOther
from notes.formats import grouped

COUNTED = timedelta(days=30)
SHOWN = 4  # last letters of the key
UNVERIFIED = "unverified"  # the button that saves what could not be verified


class KeyForm(forms.Form):
    key = forms.CharField(
        label=gettext_lazy("키"),
        max_length=64,
        # Goes into a web address of the service, and into no other place as typed.
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9_-]+\Z", gettext_lazy("키는 영문자와 숫자로만 되어 있습니다.")
            )
        ],
        error_messages={"required": gettext_lazy("키를 적어 주세요.")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def akismet(request):
    if request.method != "POST":
        return _page(request, KeyForm())
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    key, is_verified = form.cleaned_data["key"], request.POST.get("act") != UNVERIFIED
    if is_verified and (fault := _fault_of(key)):
        form.add_error("key", fault.sentence)
        return _page(request, form, status=422, may_save_anyway=fault.what != AkismetAnswer.KEY)
    use_key(key, request.user, is_verified)
    messages.success(request, _said(is_verified))
    return SeeOther(request.path)


@for_owner
@require_POST
def akismet_remove(request):
    if remove_key(request.user):
        messages.success(request, _("키를 지웠습니다. 이제 Akismet에 아무것도 보내지 않습니다."))
    return SeeOther(request.path.removesuffix("remove/"))


def _said(is_verified: bool) -> str:
    if is_verified:
        return _("키를 확인하고 저장했습니다.")
    return _("키를 확인하지 못한 채 저장했습니다. 아래에서 답이 오는지 보아 주세요.")


class _Fault(Trouble):
    @property
    def sentence(self) -> str:
        if self.what == AkismetAnswer.KEY:
            return _("Akismet이 이 키를 모릅니다. 다시 확인해 주세요. 아직 저장하지 않았습니다.")
        sentence = _("Akismet에 물어보지 못했습니다: %(trouble)s. 아직 저장하지 않았습니다.")
        return sentence % {"trouble": sentence_of(self.what)}


def _fault_of(key: str) -> _Fault | None:
    """Asks the service here and now: the owner has pressed, and waits for it."""
    from comments.akismet import client

    try:
        return None if client.is_valid(key) else _Fault(AkismetAnswer.KEY)
    except Trouble as trouble:
        return _Fault(trouble.what)


def _page(request, form, status: int = 200, **more):
    key = SpamPolicy.objects.current().akismet_key
    context = {
        "form": form,
        "is_on": bool(key),
        "shown_key": f"…{key[-SHOWN:]}" if len(key) > 2 * SHOWN else "…",
        "days": COUNTED.days,
        **_figures(),
        **more,
    }
    return render(request, "moderation/akismet.html", context, status=status)


def _figures() -> dict:
    made = AkismetAnswer.objects.filter(made_at__gte=timezone.now() - COUNTED)
    counts = made.counts()
    lines = [(label, grouped(counts[name])) for name, label in AkismetAnswer.ANSWERS]
    asked = sum(counts[name] for name, _label in AkismetAnswer.ANSWERS)
    latest = made.exclude(failed_at=None).order_by("failed_at").last()
    return {
        "is_any": bool(asked),
        "figures": [*lines, (_("다르게 정해서 알려 준 것"), grouped(counts["sent_back"]))],
        "failed_at": latest and latest.failed_at,
        "failed_for": latest and latest.get_trouble_display(),
    }
