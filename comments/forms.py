from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment
from comments.models.comment import LONGEST_BODY, LONGEST_NAME
from comments.tokens import make_token, token_age
from notes.text import clean, clean_comment, clean_line, grapheme_length, plain_text

# A visible letter may be built of many code points; nobody needs more than these.
LONGEST_NAME_CODE_POINTS = 200
LONGEST_BODY_CODE_POINTS = 20_000
LARGEST_KEY = 2**63 - 1
VISIBLE = ("name", "email", "website", "body")


class LineInput(forms.CharField):
    """One line, cleaned before anything looks at it."""

    def to_python(self, value):
        return clean_line(super().to_python(value))


class TextInput(forms.CharField):
    """A text, cleaned; one of invisible letters only is an empty one."""

    def to_python(self, value):
        value = clean_comment(super().to_python(value)).strip("\n").rstrip()
        return value if clean_line(value) else ""


class EmailInput(forms.EmailField):
    def to_python(self, value):
        return clean_line(super().to_python(value)).lower()


class WebsiteInput(forms.URLField):
    """http or https; a bare host gets `https://`."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def to_python(self, value):
        return super().to_python(clean_line(value or ""))


class CommentForm(forms.Form):
    """A visitor's comment under `note`. Decides what can be stored, not what is spam.

    A valid form has an unsaved, rendered `comment`. The templates print `typed` and `errors` and
    write their own fields: the form stands in every note page and must cost next to nothing.
    """

    name = LineInput(error_messages={"required": _("이름을 적어 주세요. 별명도 좋아요.")})
    email = EmailInput(
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("이메일 주소를 다시 확인해 주세요. 비워 두어도 괜찮아요."),
            "max_length": _("이메일 주소가 너무 길어요."),
        },
    )
    website = WebsiteInput(
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={
            "invalid": _(
                "홈페이지 주소를 다시 확인해 주세요. http나 https로 시작해야 해요. "
                "비워 두어도 괜찮아요."
            ),
            "max_length": _("홈페이지 주소가 너무 길어요."),
        },
    )
    body = TextInput(strip=False, error_messages={"required": _("내용을 적어 주세요.")})
    parent = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_KEY,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], _("답하려던 댓글을 찾지 못했어요.")
        ),
    )
    token = forms.CharField(required=False)
    subject = forms.CharField(required=False)  # the honeypot: people do not see it

    def __init__(self, data=None, *, note, author_name="", initial=None):
        super().__init__(data, initial=initial)
        self.note, self.author_name = note, author_name
        self.comment = None
        self.fields["name"].required = not author_name

    @property
    def typed(self) -> dict[str, str]:
        """What was typed into the visible fields, for the form that is shown again."""
        source = self.data if self.is_bound else self.initial
        return {name: clean(source.get(name) or "") for name in VISIBLE}

    @property
    def token_age(self) -> float | None:
        return token_age(self.data.get("token", ""), self.note.pk)

    @property
    def current_token(self) -> str:
        """The one that came, while it is valid: who previews is not in a hurry. Else a new one."""
        came = self.is_bound and self.token_age is not None
        return self.data["token"] if came else make_token(self.note.pk)

    @property
    def parent_comment(self) -> Comment | None:
        return self.cleaned_data.get("parent") if self.is_bound else self.initial.get("parent")

    def clean_name(self):
        name = self.cleaned_data["name"] or self.author_name
        _refuse_too_long(name, LONGEST_NAME, LONGEST_NAME_CODE_POINTS, gettext("이름"))
        return name

    def clean_body(self):
        body = self.cleaned_data["body"]
        _refuse_too_long(body, LONGEST_BODY, LONGEST_BODY_CODE_POINTS, gettext("댓글"))
        return body

    def clean_parent(self):
        pk = self.cleaned_data["parent"]
        if pk is None:
            return None
        parent = Comment.objects.public().filter(note=self.note, pk=pk).first()
        if parent is None:
            raise ValidationError(
                gettext("답하려던 댓글이 지금은 없어요. 다시 보내면 새 댓글로 올라가요.")
            )
        return parent

    def clean(self):
        if self.errors:
            return
        typed = {field: self.cleaned_data[field] for field in (*VISIBLE, "parent")}
        self.comment = Comment(note=self.note, **typed)
        self.comment.prepare()
        if not plain_text(self.comment.body_html):
            self.add_error("body", gettext("화면에 보일 내용이 없어요. 글자를 적어 주세요."))


def _refuse_too_long(text: str, limit: int, code_points: int, what: str):
    # Counting visible letters of a megabyte takes long: the cheap bound comes first.
    too_long = len(text) > code_points
    if not too_long and grapheme_length(text) <= limit:
        return
    raise ValidationError(
        gettext("%(what)s은 %(limit)s자까지 쓸 수 있어요. 지금은 %(length)s자예요.")
        % {
            "what": what,
            "limit": f"{limit:,}",
            "length": f"{len(text) if too_long else grapheme_length(text):,}",
        }
    )
