"""What the owner says about the whole site: its name and colour, who may comment and how long."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from notes.accent import CINNABAR, CINNABAR_COLOURS, PRESETS, accent_of, check_colour
from notes.desk.access import for_owner
from notes.desk.widgets import MarkdownWidget
from notes.markdown import render as render_markdown
from notes.models import Site

# Called with who has changed what is said about the site, and with what it said and says, inside the
# transaction of the change (as `saving.on_revision`, docs/decisions/0017).
on_change: list = []

OWN = "own"  # a colour that has no name here
PREVIEW = "preview"


class ColourInput(forms.TextInput):
    input_type = "color"

    def build_attrs(self, base_attrs, extra_attrs=None):
        """A colour has one length; HTML allows no `maxlength` here."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {name: value for name, value in attrs.items() if name != "maxlength"}


class SiteForm(forms.ModelForm):
    colour = forms.ChoiceField(
        label=gettext_lazy("강조색"),
        choices=[*PRESETS.items(), (OWN, gettext_lazy("다른 색"))],
        required=False,
        widget=forms.RadioSelect,
    )
    own_colour = forms.CharField(
        label=gettext_lazy("다른 색"),
        required=False,
        max_length=20,
        help_text=gettext_lazy(
            "색조를 고릅니다. 글자로 읽을 수 있도록 밝은 화면과 어두운 화면에 맞게 밝기를 맞춥니다. "
            "공유 카드와 파비콘은 주사 그대로입니다."
        ),
        widget=ColourInput,
    )

    class Meta:
        model = Site
        fields = [
            "name",
            "tagline",
            "about",
            "web_font",
            "hold_first_timers",
            "close_comments_after_days",
            "authors_moderate",
            "keep_addresses_days",
            "keep_networks_days",
            "google_verification",
            "naver_verification",
        ]
        widgets = {"about": MarkdownWidget({"rows": 10})}
        error_messages = {"name": {"required": gettext_lazy("이름을 적어 주세요.")}}

    def __init__(self, *args, instance: Site, **kwargs):
        accent = instance.accent
        named = accent in PRESETS
        initial = {
            "colour": accent if named else OWN,
            "own_colour": accent or CINNABAR_COLOURS[0],
        }
        super().__init__(*args, instance=instance, initial=initial, label_suffix="", **kwargs)

    def clean_own_colour(self):
        colour = self.cleaned_data["own_colour"].strip().lower()
        if self.cleaned_data.get("colour") == OWN:
            check_colour(colour)
        return colour

    def save(self, commit=True):
        data = self.cleaned_data
        self.instance.accent = data["own_colour"] if data["colour"] == OWN else data["colour"]
        return super().save(commit)

    @property
    def swatches(self) -> list:
        """Each choice with what it looks like on a light and on a dark page."""
        own = self["own_colour"].value() or ""
        colours = [*(value for value, _label in self.fields["colour"].choices if value != OWN), own]
        return list(zip(self["colour"], map(_pair, colours), strict=True))


def _pair(colour: str) -> tuple[str, str] | None:
    if colour == CINNABAR:
        return CINNABAR_COLOURS
    try:
        check_colour(colour.lower())
    except forms.ValidationError:
        return None
    accent = accent_of(colour.lower())
    return accent.light, accent.dark


@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def site(request):
    if request.method != "POST":
        return _page(request, SiteForm(instance=Site.objects.current()))
    form = SiteForm(request.POST, instance=Site.objects.current())
    if not form.is_valid():
        return _page(request, form, status=422)
    if request.POST.get("act") == PREVIEW:
        html = render_markdown(form.cleaned_data["about"]).html
        return _page(request, form, preview=html)
    _save(form, request.user)
    messages.success(request, _("저장했습니다. 독자에게는 1초 안에 보입니다."))
    return HttpResponseRedirect(reverse("desk:site"))


@transaction.atomic
def _save(form, user):
    before, after = Site.objects.current(), form.save()
    for told in on_change:
        told(user, before, after)


def _page(request, form, status: int = 200, **context):
    return render(request, "desk/site_form.html", {"form": form, **context}, status=status)
