import re
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.lookups import LARGEST_KEY, public_comment
from comments.models import Comment, SpentProof
from comments.models.comment import LONGEST_BODY, LONGEST_NAME, LONGEST_QUOTE
from comments.proofs import Proof, proof_of
from comments.quotes import Part, was_said
from comments.tokens import make_token, token_age
from notes.text import clean, clean_comment, clean_line, grapheme_length, plain_text

# A visible letter may be built of many code points; nobody needs more than these.
LONGEST_NAME_CODE_POINTS = 200
LONGEST_BODY_CODE_POINTS = 20_000
LONGEST_QUOTE_CODE_POINTS = 1_500
LONGEST_EMAIL, LONGEST_WEBSITE = 254, 300
_WORDS_AT_ONCE = re.compile(r"<p>[^\s<&]")
BROKEN = "\N{REPLACEMENT CHARACTER}"
# What is said of few comments only, and translated then.
_NAME, _QUOTE, _BODY = gettext_lazy("이름"), gettext_lazy("인용"), gettext_lazy("댓글")
_WRONG_EMAIL = gettext_lazy("이메일 주소를 다시 확인해 주세요. 비워 두어도 괜찮아요.")
_WRONG_WEBSITE = gettext_lazy(
    "홈페이지 주소를 다시 확인해 주세요. http나 https로 시작해야 해요. 비워 두어도 괜찮아요."
)
VISIBLE = ("name", "email", "website", "body", "kind", "quote", "wants_mail")
KINDS = frozenset(kind for kind, _label in Comment.KINDS)

_check_email = EmailValidator()
_check_website = URLValidator(schemes=["http", "https"])


class CommentForm:
    """A visitor's comment under `note`. Decides what can be stored, not what is spam.

    A valid form has an unsaved, rendered `comment`. The templates print `typed` and `errors` (for
    each field the sentences) and write their own fields. Not one of Django's forms: those cost half
    a millisecond in every comment, and only their reading of fields would be used.
    """

    def __init__(self, data=None, *, note, author_name="", parent=None, part: Part | None = None):
        self.data, self.note, self.author_name = data or {}, note, author_name
        self.is_bound = data is not None
        self.parent, self.part = parent, part
        self.errors: dict[str, list[str]] = {}
        self.comment = None

    @property
    def typed(self) -> dict[str, str]:
        """What was typed into the visible fields, for the form that is shown again."""
        typed = {name: self.typed_into(name) for name in VISIBLE}
        return typed | {"kind": typed["kind"] or self.usual_kind}

    def typed_into(self, field: str) -> str:
        return clean(self.data.get(field) or "")

    @property
    def usual_kind(self) -> str:
        """What it is where nobody chose: under a note that is not written yet people ask for something,
        and an answer to a question is none."""
        is_answer = self.parent or self.data.get("parent")
        is_asked = self.note.is_planned and not is_answer
        return Comment.QUESTION if is_asked else Comment.THOUGHT

    @property
    def quotes(self) -> list[str]:
        """What can be quoted: sentences of the chosen part, or what was chosen and may be."""
        if self.part:
            return self.part.sentences
        quote = clean_line(self.data.get("quote") or "")
        return [quote] if quote and "quote" not in self.errors else []

    @property
    def honeypot(self) -> str:
        """What stands in the field that people do not see."""
        return self.data.get("subject", "").strip()

    @cached_property
    def token_age(self) -> float | None:
        """Seconds, when it was first asked for; nothing without a valid token."""
        return token_age(self.data.get("token", ""), self.note.pk)

    @property
    def current_token(self) -> str:
        """The one that came, while it is valid: who previews is not in a hurry. Else a new one."""
        came = self.is_bound and self.token_age is not None
        return self.data["token"] if came else make_token(self.note.pk)

    @cached_property
    def proof(self) -> Proof | None:
        """What the browser has solved for the token of this form."""
        return proof_of(self.data.get("proof") or "", self.data.get("token") or "")

    def spend_proof(self) -> bool:
        """Did it come with a proof that nobody has used yet? It is none any more, then."""
        proof, self.proof = self.proof, None
        return bool(proof and SpentProof.objects.spend(*proof))

    def is_valid(self) -> bool:
        """Reads the fields, every one of them, so that all faults are told at once.

        One query when it is an answer, one more when it quotes the note.
        """
        self.errors = {}
        own = {"name": self._name, "parent": self._parent, "kind": self.kind_of}
        readers = {**READERS, **own, "quote": self._quote}
        read = {name: self._read(name, reader) for name, reader in readers.items()}
        self.parent = read["parent"]
        if not self.errors:
            self._make_comment(read)
        return not self.errors

    def _read(self, field: str, reader):
        try:
            return reader(self.data.get(field) or "")
        except ValidationError as fault:
            self.errors[field] = fault.messages

    def _make_comment(self, read: dict):
        read["wants_mail"] = bool(read["wants_mail"] and read["email"])
        self.comment = Comment.made(note=self.note, **read)
        self.comment.prepare()
        html = self.comment.body_html
        if not (_WORDS_AT_ONCE.match(html) or plain_text(html)):
            self.errors["body"] = [_("화면에 보일 내용이 없어요. 글자를 적어 주세요.")]

    def _name(self, text: str) -> str:
        name = clean_line(text) or self.author_name
        if not name:
            raise ValidationError(_("이름을 적어 주세요. 별명도 좋아요."))
        _refuse_broken(name)
        _refuse_too_long(name, LONGEST_NAME, LONGEST_NAME_CODE_POINTS, _NAME)
        return name

    def kind_of(self, text: str) -> str:
        """An unknown one is the usual one: nobody can choose it, and no words are lost for it."""
        return text if text in KINDS else self.usual_kind

    def _parent(self, text: str) -> Comment | None:
        if not text:
            return None
        parent = public_comment(self.note, _key(text))
        if parent is None:
            raise ValidationError(
                _("답하려던 댓글이 지금은 없어요. 다시 보내면 새 댓글로 올라가요.")
            )
        return parent

    def _quote(self, text: str) -> str:
        """Nobody puts words into the author's mouth."""
        quote = clean_line(text)
        _refuse_too_long(quote, LONGEST_QUOTE, LONGEST_QUOTE_CODE_POINTS, _QUOTE)
        if quote and not was_said(self.note, quote):
            raise ValidationError(
                _("인용한 문장을 이 글에서 찾지 못했어요. 다시 보내면 인용 없이 올라가요.")
            )
        return quote


def _refuse_broken(text: str):
    """Bytes that are no UTF-8 arrive as this letter: nobody could read what was meant."""
    if BROKEN in text:
        raise ValidationError(_("깨진 글자(�)가 들어 있어요. 그 자리를 다시 적어서 보내 주세요."))


def _body(text: str) -> str:
    """A text of invisible letters only is an empty one."""
    body = clean_comment(text).strip("\n").rstrip()
    _refuse_broken(body)
    if not clean_line(body):
        raise ValidationError(_("내용을 적어 주세요."))
    _refuse_too_long(body, LONGEST_BODY, LONGEST_BODY_CODE_POINTS, _BODY)
    return body


def _email(text: str) -> str:
    email = clean_line(text).lower()
    if email:
        _check(_check_email, email, _WRONG_EMAIL)
    if len(email) > LONGEST_EMAIL:
        raise ValidationError(_("이메일 주소가 너무 길어요."))
    return email


def _website(text: str) -> str:
    """http or https; a bare host gets `https://`."""
    website = _with_scheme(clean_line(text))
    if website:
        _check(_check_website, website, _WRONG_WEBSITE)
    if len(website) > LONGEST_WEBSITE:
        raise ValidationError(_("홈페이지 주소가 너무 길어요."))
    return website


READERS = {"email": _email, "website": _website, "body": _body, "wants_mail": bool}


def _check(validator, value: str, sentence: str):
    try:
        validator(value)
    except ValidationError:
        raise ValidationError(sentence) from None


def _with_scheme(address: str) -> str:
    scheme, colon, _rest = address.partition(":")
    if not address or (
        colon and scheme[:1].isascii() and scheme[:1].isalpha() and "/" not in scheme
    ):
        return address
    return f"https:{address}" if address.startswith("//") else f"https://{address}"


def _key(text: str) -> int:
    try:
        key = int(text)
    except ValueError:
        key = 0
    if not 0 < key <= LARGEST_KEY:
        raise ValidationError(_("답하려던 댓글을 찾지 못했어요."))
    return key


def _refuse_too_long(text: str, limit: int, code_points: int, what: str):
    # As many code points as letters at least, so most texts need no counting. And counting the
    # letters of a megabyte takes long: the other cheap bound comes first, too.
    if len(text) <= limit:
        return
    too_long = len(text) > code_points
    if not too_long and grapheme_length(text) <= limit:
        return
    raise ValidationError(
        _("%(what)s은 %(limit)s자까지 쓸 수 있어요. 지금은 %(length)s자예요.")
        % {
            "what": what,
            "limit": f"{limit:,}",
            "length": f"{len(text) if too_long else grapheme_length(text):,}",
        }
    )
