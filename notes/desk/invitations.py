"""One-time links: they let somebody in, with roles that are decided beforehand."""

from django import forms
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_tasks import task

from notes.desk.access import for_owner
from notes.desk.roles import AUTHOR, EDITOR, LABELS, MODERATOR, OWNER, WRITING
from notes.mail import PRIORITY, deliver, has_mail_server
from notes.models import Invitation, Site

MAY = {
    OWNER: gettext_lazy("글과 댓글, 사람과 설정까지 모두"),
    EDITOR: gettext_lazy("모든 글과 시리즈를 쓰고 고침"),
    AUTHOR: gettext_lazy("자기 글을 쓰고 공개함"),
}


def _choices():
    may = [(role, f"{LABELS[role]}: {MAY[role]}") for role in WRITING]
    return [*may, ("", _("글은 쓰지 않음"))]


class RolesForm(forms.Form):
    writing = forms.ChoiceField(
        label=gettext_lazy("글"), required=False, widget=forms.RadioSelect, choices=_choices
    )
    is_moderator = forms.BooleanField(label=gettext_lazy("댓글을 확인함 (운영자)"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    @staticmethod
    def initial_of(roles) -> dict:
        writing = next((role for role in roles if role in WRITING), "")
        return {"writing": writing, "is_moderator": MODERATOR in roles}

    def roles(self) -> list[str]:
        writing, moderates = self.cleaned_data["writing"], self.cleaned_data["is_moderator"]
        if writing == OWNER:
            return [OWNER]
        return [role for role in (writing, moderates and MODERATOR) if role]


class InvitationForm(RolesForm):
    email = forms.EmailField(
        label=gettext_lazy("이메일"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"writing": AUTHOR}, **kwargs)
        self.fields["email"].help_text = (
            _("적으면 링크를 이 주소로도 보냅니다. 비워 두고 링크를 직접 건네도 됩니다.")
            if has_mail_server()
            else _("메일 서버가 없어서 보내지는 못합니다. 링크를 복사해서 직접 건네 주세요.")
        )

    def clean(self):
        data = super().clean()
        if not self.errors and not self.roles():
            self.add_error("writing", _("이 사람이 할 일을 하나는 골라 주세요."))
        return data

    def save(self, by) -> Invitation:
        email = self.cleaned_data["email"]
        with transaction.atomic():
            invitation = Invitation.objects.create(roles=self.roles(), email=email, created_by=by)
            if email and has_mail_server():
                send_invitation.enqueue(pk=invitation.pk)
        return invitation


@task(priority=PRIORITY)
def send_invitation(pk: int, attempt: int = 0) -> bool:
    """Was it sent? Whatever the mail server does, the link can still be copied."""
    invitation = Invitation.objects.alive().filter(pk=pk).first()
    if invitation is None:
        return False
    site = Site.objects.current()
    context = {"link": invitation.full_address, "site": site}
    text = render_to_string("mail/invitation.txt", context)
    subject = _("%(site)s에서 초대합니다") % {"site": site.name}
    return deliver(
        EmailMessage(subject, text, to=[invitation.email]), send_invitation, attempt, pk=pk
    )


@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_create(request):
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "desk/people_invite.html", {"form": form}, status=status)
    invitation = form.save(request.user)
    if invitation.email and has_mail_server():
        messages.success(request, _("초대 링크를 만들어 메일로 보냅니다. 직접 건네도 됩니다."))
    else:
        messages.success(request, _("초대 링크를 만들었습니다. 복사해서 그 사람에게 보내 주세요."))
    return HttpResponseRedirect(reverse("desk:people"))


@for_owner
@require_POST
def invitation_revoke(request, pk):
    """Of an account's new password too: then back to its page."""
    invitation = get_object_or_404(Invitation, pk=min(pk, 2**62))
    if Invitation.objects.filter(pk=invitation.pk).revoke():
        messages.success(request, _("링크를 거두었습니다. 이제 열리지 않습니다."))
    else:
        messages.info(request, _("이미 쓰였거나 거둔 링크입니다."))
    if invitation.account_id:
        return HttpResponseRedirect(reverse("desk:person_edit", args=[invitation.account_id]))
    return HttpResponseRedirect(reverse("desk:people"))
