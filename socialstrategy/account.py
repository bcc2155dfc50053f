"""Signing in and out, one's password, and the one-time links that make an account or a new password."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    SetPasswordForm,
    UserCreationForm,
    UsernameField,
)
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core import signing
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from notes.desk.accounts import note_down
from notes.desk.roles import MODERATOR, OWNER, may_moderate, may_write, set_roles
from notes.models import Author, Invitation, Site
from notes.pages import never_cache
from notes.text import clean_line
from socialstrategy import errors

OWNER_SALT = "socialstrategy.account.owner"
OWNER_LINK_SECONDS = 24 * 3600
BACKEND = "django.contrib.auth.backends.ModelBackend"
GOOD_PASSWORD = _(
    "10자 이상. 숫자만으로 된 것, 아주 흔한 것, 아이디나 이름과 비슷한 것은 쓸 수 없습니다."
)
TWO_PASSWORDS = _("두 번 적은 비밀번호가 서로 다릅니다.")


# Signing in and out ------------------------------------------------------------------------------


class LoginForm(AuthenticationForm):
    username = UsernameField(label=_("아이디"), widget=forms.TextInput({"autofocus": True}))

    error_messages = {
        "invalid_login": _(
            "아이디나 비밀번호가 맞지 않습니다. 대문자와 소문자를 가리니 다시 확인해 주세요."
        ),
        "inactive": _("쓸 수 없게 된 계정입니다. 사이트 주인에게 물어보세요."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["username"].label = _("아이디")


class Login(LoginView):
    template_name = "account/login.html"
    authentication_form = LoginForm

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        del context["site"]  # Django's idea of a site; the frame prints ours
        return context

    def get_default_redirect_url(self):
        return first_page(self.request.user)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Logout(LogoutView):
    """POST only, so that no link or picture can sign anybody out."""


def locked_out(request, response=None, credentials=None):
    """What axes shows instead of the form after too many wrong passwords."""
    return errors.too_many_requests(request, round(settings.AXES_COOLOFF_TIME * 3600))


def first_page(user) -> str:
    """Where this person works; for somebody without a role the page that says so."""
    if may_write(user):
        return reverse("desk:home")
    return reverse("moderation:queue" if may_moderate(user) else "account_home")


@never_cache
@login_required
@require_safe
def account_home(request):
    """The address for everybody who is signed in: to their work, or why there is none."""
    page = first_page(request.user)
    if page != request.path:
        return redirect(page)
    return render(request, "account/home.html")


# One's own password ------------------------------------------------------------------------------


class OwnPasswordForm(PasswordChangeForm):
    error_messages = {
        "password_mismatch": TWO_PASSWORDS,
        "password_incorrect": _("지금 쓰는 비밀번호가 맞지 않습니다."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["old_password"].label = _("지금 쓰는 비밀번호")
        _in_our_words(self, "new_password", _("새 비밀번호"))


@method_decorator(never_cache, name="dispatch")
class Password(PasswordChangeView):
    """All other sessions of this person end; links to a new password end, too."""

    template_name = "account/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("account_home")

    def form_valid(self, form):
        Invitation.objects.filter(account=self.request.user).revoke()
        messages.success(
            self.request, _("비밀번호를 바꾸었습니다. 다른 곳에서는 다시 로그인합니다.")
        )
        return super().form_valid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _in_our_words(form, name: str, label):
    """The two fields of a password that is chosen."""
    form.fields[f"{name}1"].label, form.fields[f"{name}2"].label = label, _("비밀번호 한 번 더")
    form.fields[f"{name}1"].help_text, form.fields[f"{name}2"].help_text = GOOD_PASSWORD, ""


# Accounts that are made through a link -----------------------------------------------------------


class AccountForm(UserCreationForm):
    """Login name, byline, mail and password of somebody new."""

    name = forms.CharField(
        label=_("이름"),
        max_length=100,
        help_text=_("글에 글쓴이로 나옵니다. 나중에 바꿀 수 있습니다."),
    )

    class Meta:
        model = get_user_model()
        fields = ("username", "email")
        labels = {"username": _("아이디"), "email": _("이메일")}

    error_messages = {"password_mismatch": TWO_PASSWORDS}
    field_order = ("username", "name", "email", "password1", "password2")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["username"].help_text = _(
            "로그인할 때 씁니다. 글자, 숫자, @ . + - _ 를 쓸 수 있습니다."
        )
        _in_our_words(self, "password", _("비밀번호"))

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("글에 나올 이름을 적어 주세요."))
        return name

    def make(self, roles):
        """The account with its byline. Inside of a transaction."""
        user = super().save()
        set_roles(user, roles)
        if "name" in self.fields:
            Author.objects.create(name=self.cleaned_data["name"], user=user)
        return user


class OwnerForm(AccountForm):
    """Of the person whose site this is."""

    def save(self):
        """The new superuser, or nothing when somebody else was first."""
        with transaction.atomic():
            # Two people who send the form at the same moment queue up at this row.
            Site.objects.select_for_update().get(pk=Site.objects.current().pk)
            return None if has_owner() else self.make([OWNER])


class InvitedForm(AccountForm):
    """Of somebody who was let in. Who does not write has no byline."""

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, initial={"email": invitation.email}, **kwargs)
        self.invitation = invitation
        if set(invitation.roles) <= {MODERATOR}:
            del self.fields["name"]

    def save(self):
        """The new account, or nothing when the link was used or revoked meanwhile."""
        with transaction.atomic():
            if not self.invitation.use():
                return None
            user = self.make(self.invitation.roles)
            note_down(user, user, _("초대를 받아 계정을 만듦"))
            return user


class NewPasswordForm(SetPasswordForm):
    """For an account that is there: of somebody who has lost theirs."""

    error_messages = {"password_mismatch": TWO_PASSWORDS}

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(invitation.account, *args, label_suffix="", **kwargs)
        self.invitation = invitation
        _in_our_words(self, "new_password", _("새 비밀번호"))

    def save(self):
        """All sessions of the account end."""
        with transaction.atomic():
            if not self.invitation.use():
                return None
            note_down(self.user, self.user, _("링크로 새 비밀번호를 정함"))
            return super().save()


# The links ---------------------------------------------------------------------------------------


def has_owner() -> bool:
    return get_user_model().objects.filter(is_superuser=True).exists()


def owner_link() -> str:
    """The full address under which the owner's account is made, once, within 24 hours."""
    token = signing.dumps("owner", salt=OWNER_SALT)
    return settings.SITE_URL + reverse("account_owner", args=[token])


def _is_owner_link(token: str) -> bool:
    try:
        signing.loads(token, salt=OWNER_SALT, max_age=OWNER_LINK_SECONDS)
    except signing.BadSignature:
        return False
    return not has_owner()


@sensitive_post_parameters()
@never_cache
def owner_create(request, token):
    if not _is_owner_link(token):
        return render(request, "account/owner_gone.html", {"has_owner": has_owner()}, status=410)
    form = OwnerForm(_posted(request))
    return _made(request, form, "account/owner.html", {})


@sensitive_post_parameters()
@never_cache
def invitation_accept(request, token):
    """An account with the roles of the invitation, or a new password for the account it names."""
    invitation = Invitation.objects.of_token(token)
    if invitation is None:
        return render(request, "account/invitation_gone.html", status=410)
    form_class = NewPasswordForm if invitation.account else InvitedForm
    form = form_class(_posted(request), invitation=invitation)
    return _made(request, form, "account/invitation.html", {"invitation": invitation})


def _posted(request):
    return request.POST if request.method == "POST" else None


def _made(request, form, template: str, context: dict):
    """What a link's form leads to: into the house, or to the form again."""
    user = None
    if is_valid := form.is_bound and form.is_valid():
        try:
            user = form.save()
        except IntegrityError:  # the login name was free when the form was checked
            is_valid = False
            form.full_clean()
    if not is_valid:
        status = 422 if form.is_bound else 200
        return render(request, template, {**context, "form": form}, status=status)
    if user is None:
        return redirect("account_login")
    login(request, user, backend=BACKEND)
    return redirect(first_page(user))
