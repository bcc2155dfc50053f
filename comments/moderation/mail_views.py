"""Where the mail about waiting comments leads, and where people choose how often it comes.

Opening a link of the mail changes nothing, since programs that look for harmful mail open every one.
Neither login nor cookie nor CSRF token: the signed address is the proof (comments/secret_pages.py).
"""

from datetime import time

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.models import AlreadyDecided, Comment, MailChoice
from comments.moderation.access import for_deciders, may_decide, sees_addresses
from comments.moderation.mail_tokens import VALID_FOR, NoOffer, Offer, listener_of, offer_of
from comments.moderation.news import DONE
from comments.moderation.reasons import reasons_of
from comments.notifications import plan_round
from comments.redirects import SeeOther
from comments.secret_pages import is_cross_site_in_secret, private
from notes.mail import has_mail_server

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


class MailChoiceForm(forms.ModelForm):
    hour = forms.TypedChoiceField(
        label=gettext_lazy("보낼 시각"),
        coerce=int,
        help_text=gettext_lazy("‘하루에 한 번’을 골랐을 때만 씁니다."),
    )

    class Meta:
        model = MailChoice
        fields = ["often", "hour"]
        labels = {"often": gettext_lazy("얼마나 자주 받을까요?")}
        widgets = {"often": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        hours = [(hour, date_format(time(hour), "TIME_FORMAT")) for hour in range(24)]
        self.fields["hour"].choices = hours


@for_deciders
@reads_and_writes
def mail_choice(request):
    choice = MailChoice.of(request.user)
    form = MailChoiceForm(request.POST or None, instance=choice)
    if request.method != "POST":
        return _choice_page(request, form)
    if not form.is_valid():
        return _choice_page(request, form, status=422)
    choice.choose(**form.cleaned_data)
    plan_round()
    messages.success(request, _("저장했습니다."))
    return SeeOther(request.path)


@private
@csrf_exempt
@reads_and_writes
def mail_decision(request, token):
    try:
        offer = offer_of(token)
    except NoOffer as none:
        return _no_offer(request, none)
    if request.method != "POST":
        return _page(request, offer)
    if is_cross_site_in_secret(request):
        return _page(request, offer, status=403, is_refused=True)
    try:
        offer.carry_out(request.POST.get("act"))
    except AlreadyDecided:
        return _page(request, offer_of(token), status=409, is_late=True)
    return SeeOther(request.path)


@private
@csrf_exempt
@reads_and_writes
def mail_stop(request, token):
    """A mail program posts here by itself, from wherever it is, and follows no redirect (RFC 8058)."""
    user = listener_of(token)
    if user is None:
        return _no_offer(request, NoOffer(NoOffer.UNKNOWN))
    if request.method == "POST":
        MailChoice.of(user).choose(MailChoice.NEVER)
    context = {"often": MailChoice.of(user).often, "never": MailChoice.NEVER}
    return render(request, "moderation/mail_stop.html", context | {"may_choose": may_decide(user)})


def _choice_page(request, form, status: int = 200) -> HttpResponse:
    context = {"form": form, "email": request.user.email, "has_mail": has_mail_server()}
    return render(request, "moderation/mail_choice.html", context, status=status)


def _page(request, offer: Offer, status: int = 200, **more) -> HttpResponse:
    comment = offer.comment
    context = {
        "offer": offer,
        "comment": comment,
        "above": _above(comment),
        "reasons": reasons_of(comment.verdicts, with_addresses=sees_addresses(offer.user)),
        "news": _news(offer),
        "is_spam_first": request.GET.get("act") == "spam",
        "action": request.path,
        **more,
    }
    return render(request, "moderation/mail_decision.html", context, status=status)


def _above(comment: Comment) -> list[Comment]:
    """What it answers, and what that answers, the first one first."""
    keys = {*map(int, filter(None, comment.branch.split("/"))), comment.parent_id}
    return list(Comment.objects.filter(pk__in=keys - {None}).oldest_first())


def _news(offer: Offer) -> str:
    """What this person has done since the mail; empty for what others did."""
    made = offer.decision
    if made is None or made.moderator_id != offer.user.pk:
        return ""
    if made.undoes_id:
        return _("되돌렸습니다. 지금 상태: %(state)s") % {"state": made.get_to_status_display()}
    return DONE.get(made.to_status, "")


def _no_offer(request, none: NoOffer) -> HttpResponse:
    status = {NoOffer.UNKNOWN: 404, NoOffer.REFUSED: 403}.get(none.why, 410)
    context = {"why": none.why, "days": VALID_FOR.days}
    return render(request, "moderation/mail_gone.html", context, status=status)
