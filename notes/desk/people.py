"""The people with an account: what each may do, and who is let in. The owner's room."""

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notes.desk import accounts
from notes.desk.access import for_owner
from notes.desk.invitations import RolesForm
from notes.desk.roles import WRITING, roles_of, with_roles
from notes.models import Author, Invitation, Note
from notes.pagination import page_by_name
from notes.text import clean_line

SIZE = 30
LOGGED = 20  # lines of the log on a person's page
MOST_INVITATIONS = 100


class PersonForm(RolesForm):
    name = forms.CharField(
        label=gettext_lazy("글쓴이 이름"),
        max_length=Author._meta.get_field("name").max_length,
        required=False,
        help_text=gettext_lazy(
            "글에 나오는 이름입니다. 바꾸어도 글쓴이 페이지의 주소는 그대로입니다."
        ),
    )
    field_order = ("name", "writing", "is_moderator")

    def __init__(self, *args, person, by, **kwargs):
        byline = getattr(person, "author", None)
        initial = {"name": byline.name if byline else "", **self.initial_of(roles_of(person))}
        super().__init__(*args, initial=initial, **kwargs)
        self.has_byline = byline is not None
        if person == by:
            self.fields["writing"].disabled = self.fields["is_moderator"].disabled = True

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if self.has_byline and not name:
            raise forms.ValidationError(_("글에 나올 이름을 적어 주세요."))
        return name

    def clean(self):
        data = super().clean()
        if data.get("writing") in WRITING and not data.get("name", "-"):
            self.add_error("name", _("글을 쓰는 사람에게는 이름이 있어야 합니다."))
        return data


@for_owner
@require_safe
def people(request):
    found = page_by_name(_people(), "username", request.GET, SIZE)
    for person in found.rows:
        person.roles = accounts.names_of(roles_of(person))
    invitations = Invitation.objects.alive().filter(account=None).order_by("-created_at", "-pk")
    context = {
        "people": found.rows,
        "newer": found.back,
        "older": found.on,
        "invitations": [_told(one) for one in invitations[:MOST_INVITATIONS]],
    }
    return render(request, "desk/people.html", context)


@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request, pk):
    person = _person(pk)
    posted = request.POST if request.method == "POST" else None
    form = PersonForm(posted, person=person, by=request.user)
    if not (form.is_bound and form.is_valid()):
        return _page(request, person, form, status=422 if form.is_bound else 200)
    accounts.change(request.user, person, form.roles(), form.cleaned_data["name"])
    messages.success(request, _("저장했습니다."))
    return _to(person)


@for_owner
@require_POST
def person_shut(request, pk):
    person = _person(pk)
    try:
        accounts.shut(request.user, person)
    except accounts.OneselfKept:
        messages.error(request, _("자기 계정은 멈출 수 없습니다. 다른 주인에게 부탁해 주세요."))
    else:
        messages.success(
            request,
            _("계정을 멈췄습니다. 로그인해 있던 곳에서도 모두 나왔습니다. 글은 그대로입니다."),
        )
    return _to(person)


@for_owner
@require_POST
def person_open(request, pk):
    person = _person(pk)
    accounts.open_again(request.user, person)
    messages.success(request, _("계정을 다시 열었습니다. 쓰던 비밀번호로 로그인할 수 있습니다."))
    return _to(person)


@for_owner
@require_POST
def person_password_link(request, pk):
    person = _person(pk)
    if not person.is_active:
        messages.error(request, _("멈춘 계정입니다. 먼저 계정을 다시 열어 주세요."))
        return _to(person)
    accounts.new_password_link(request.user, person)
    messages.success(
        request, _("새 비밀번호 링크를 만들었습니다. 복사해서 그 사람에게 보내 주세요.")
    )
    return _to(person)


# -------------------------------------------------------------------------------------------------


def _people():
    """With their byline, their roles, and how many notes stand under it, drafts too."""
    notes = Note.objects.filter(author__user=OuterRef("pk")).order_by().values("author__user")
    count = Subquery(notes.annotate(counted=Count("pk")).values("counted"))
    users = get_user_model().objects.select_related("author")
    return with_roles(users).annotate(note_count=Coalesce(count, 0))


def _person(pk: int):
    return get_object_or_404(_people(), pk=min(pk, 2**62))


def _page(request, person, form, status: int):
    context = {
        "person": person,
        "form": form,
        "is_oneself": person == request.user,
        "link": Invitation.objects.alive().filter(account=person).first(),
        "log": accounts.log_of(person)[:LOGGED],
    }
    return render(request, "desk/people_person.html", context, status=status)


def _to(person) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:person_edit", args=[person.pk]))


def _told(invitation: Invitation) -> Invitation:
    invitation.role_names = accounts.names_of(invitation.roles)
    return invitation
