"""Signing in and out, and the one-time link that makes the owner's account."""

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm, UsernameField
from django.contrib.auth.views import LoginView, LogoutView
from django.core import signing
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from notes.models import Author, Site
from socialstrategy import errors

OWNER_SALT = "socialstrategy.account.owner"
OWNER_LINK_SECONDS = 24 * 3600


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

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Logout(LogoutView):
    """POST only, so that no link or picture can sign anybody out."""


def locked_out(request, response=None, credentials=None):
    """What axes shows instead of the form after too many wrong passwords."""
    return errors.too_many_requests(request, round(settings.AXES_COOLOFF_TIME * 3600))


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


class OwnerForm(BaseUserCreationForm):
    """Login name, byline, mail and password of the person whose site this is."""

    name = forms.CharField(
        label=_("이름"),
        max_length=100,
        help_text=_("글에 글쓴이로 나옵니다. 나중에 바꿀 수 있습니다."),
    )

    class Meta:
        model = get_user_model()
        fields = ("username", "email")
        labels = {"username": _("아이디"), "email": _("이메일")}

    error_messages = {"password_mismatch": _("두 번 적은 비밀번호가 서로 다릅니다.")}
    field_order = ("username", "name", "email", "password1", "password2")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["username"].help_text = _(
            "로그인할 때 씁니다. 글자, 숫자, @ . + - _ 를 쓸 수 있습니다."
        )
        self.fields["password1"].help_text = _(
            "10자 이상. 숫자만으로 된 것, 아주 흔한 것, 아이디나 이름과 비슷한 것은 쓸 수 없습니다."
        )
        self.fields["password2"].label = _("비밀번호 한 번 더")
        self.fields["password2"].help_text = ""

    def save(self):
        """The new superuser, or nothing when somebody else was first."""
        with transaction.atomic():
            # Two people who send the form at the same moment queue up at this row.
            Site.objects.select_for_update().get(pk=Site.objects.current().pk)
            if has_owner():
                return None
            user = super().save(commit=False)
            user.is_staff = user.is_superuser = True
            user.save()
            Author.objects.create(name=self.cleaned_data["name"], user=user)
            return user


@sensitive_post_parameters()
@never_cache
def owner_create(request, token):
    if not _is_owner_link(token):
        return render(request, "account/owner_gone.html", {"has_owner": has_owner()}, status=410)
    form = OwnerForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "account/owner.html", {"form": form}, status=status)
    if (user := form.save()) is None:
        return redirect("account_login")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(settings.LOGIN_REDIRECT_URL)
