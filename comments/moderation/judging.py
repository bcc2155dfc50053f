"""How comments are judged: every check with what it caught, and what the owner may choose of it."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comments.models import SpamPolicy
from comments.moderation.access import for_moderators
from comments.moderation.counting import MOST_CHECKED, Checked, checks_since
from comments.moderation.sensitivity import MOST, consequences
from comments.policy import save_judging
from comments.redirects import SeeOther
from comments.spam import CHECKS
from comments.spam.bayes import DOUBTFUL, VERY_LIKE_SPAM_WEIGHT
from comments.spam.names import looks_at, name_of
from comments.spam.verdicts import ALWAYS_ASKED
from comments.spam.weights import EFFECTS, SENSITIVITIES
from notes.desk.roles import is_owner

DAYS = 90
NAMES = [check.__name__ for check in CHECKS]
WEIGHTS = EFFECTS | {"bayes": (DOUBTFUL[-1][1], VERY_LIKE_SPAM_WEIGHT)}
DECIDES = {
    "spam": gettext_lazy("바로 스팸"),
    "hold": gettext_lazy("바로 보류"),
    "publish": gettext_lazy("바로 공개"),
}


class JudgingForm(forms.ModelForm):
    asked = forms.MultipleChoiceField(
        label=gettext_lazy("검사"),
        choices=[(name, name_of(name)) for name in NAMES if name not in ALWAYS_ASKED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = SpamPolicy
        fields = ["sensitivity", "forget_spam_after_days", "wants_proof"]
        widgets = {"sensitivity": forms.RadioSelect}

    def __init__(self, *args, instance: SpamPolicy, **kwargs):
        off = instance.switched_off.split()
        initial = {"asked": [name for name in NAMES if name not in off]}
        super().__init__(*args, instance=instance, initial=initial, label_suffix="", **kwargs)

    def save_by(self, user):
        asked = {*self.cleaned_data["asked"], *ALWAYS_ASKED}
        self.instance.switched_off = " ".join(name for name in NAMES if name not in asked)
        save_judging(self.instance, user)

    @property
    def switches(self) -> dict:
        """By name of the check."""
        return {switch.data["value"]: switch for switch in self["asked"]}


@dataclass(frozen=True)
class Row:
    """A check as the page shows it; without a `switch` it is always asked."""

    name: str
    label: str
    looks_at: str
    effect: str
    spoke: int
    overruled: int
    switch: object = None


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request):
    """Moderators read it, the owner chooses."""
    policy = SpamPolicy.objects.current()
    if request.method != "POST":
        return _page(request, JudgingForm(instance=policy), policy)
    if not is_owner(request.user):
        raise PermissionDenied
    form = JudgingForm(request.POST, instance=SpamPolicy.objects.current())
    if not form.is_valid():
        return _page(request, form, policy, status=422)
    form.save_by(request.user)
    messages.success(request, _("저장했습니다. 이제부터 오는 댓글에 적용됩니다."))
    return SeeOther(reverse("moderation:judge"))


def _page(request, form, policy: SpamPolicy, status: int = 200):
    since = timezone.now() - timedelta(days=DAYS)
    context = {
        "form": form,
        "days": DAYS,
        "most": MOST,
        "checked": MOST_CHECKED,
        "choices": _choices(form, consequences(since, policy.switched_off.split())),
        "rows": _rows(form, checks_since(since)),
        "may_choose": is_owner(request.user),
    }
    return render(request, "moderation/judge.html", context, status=status)


def _choices(form, found: dict) -> list[tuple]:
    """Each radio button with its two thresholds and what it would have come to."""
    buttons = form["sensitivity"]
    named = [(button, button.data["value"]) for button in buttons]
    return [(button, *SENSITIVITIES[name], found[name]) for button, name in named]


def _rows(form, counted: list[Checked]) -> list[Row]:
    by_name = {each.name: each for each in counted}
    switches = form.switches
    return [
        Row(
            name=name,
            label=name_of(name),
            looks_at=looks_at(name),
            effect=_effect(name),
            spoke=by_name[name].spoke if name in by_name else 0,
            overruled=by_name[name].overruled if name in by_name else 0,
            switch=switches.get(name),
        )
        for name in NAMES
    ]


def _effect(name: str) -> str:
    """`바로 보류`, `+20~80`; nothing where that is up to somebody else."""
    effect = WEIGHTS.get(name, "")
    if isinstance(effect, tuple):
        least, most = effect
        return f"+{least}" if least == most else f"+{least}–{most}"
    return str(DECIDES.get(effect, ""))
