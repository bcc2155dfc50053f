"""The form of a rule. Its first press only shows what the rule would have caught."""

import datetime as dt

from django import forms
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import LogEntry, Rule
from comments.moderation.rule_values import read_value, refuse_own
from comments.scripts import NAMES
from comments.spam.rules import fold_value
from notes.text import clean_line

WEEK, MONTH, QUARTER, NEVER, ON_DATE = "week", "month", "quarter", "never", "date"
TERMS = {
    WEEK: gettext_lazy("1주"),
    MONTH: gettext_lazy("한 달"),
    QUARTER: gettext_lazy("석 달"),
    NEVER: gettext_lazy("기한 없음"),
    ON_DATE: gettext_lazy("날짜를 정함"),
}
DAYS = {WEEK: 7, MONTH: 30, QUARTER: 90}
LONGEST_TERM = dt.timedelta(days=3660)


class DateInput(forms.DateInput):
    input_type = "date"


class RuleForm(forms.ModelForm):
    """`key` names what is rehearsed; `twin` is the rule that says the same already."""

    language = forms.ChoiceField(
        label=gettext_lazy("어떤 글자"),
        choices=[("", gettext_lazy("고르세요")), *NAMES.items()],
        required=False,
        help_text=gettext_lazy(
            "댓글의 글자 가운데 가장 많은 것을 봅니다. 아주 짧은 댓글은 보지 않습니다."
        ),
    )
    term = forms.ChoiceField(
        label=gettext_lazy("언제까지"), choices=TERMS.items(), widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=gettext_lazy("마지막 날"),
        required=False,
        widget=DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("날짜를 2026-12-31처럼 적어 주세요.")},
    )

    class Meta:
        model = Rule
        fields = ["subject", "value", "action", "reason"]
        widgets = {"subject": forms.RadioSelect, "action": forms.RadioSelect}
        labels = {"reason": gettext_lazy("까닭 (운영자만 봅니다)")}
        error_messages = {
            "subject": {"required": gettext_lazy("무엇을 볼지 골라 주세요.")},
            "action": {"required": gettext_lazy("어떻게 할지 골라 주세요.")},
        }

    def __init__(self, *args, request, instance: Rule, initial=None, **kwargs):
        known = _typed_for(instance) if instance.pk else {"subject": Rule.WORD, "term": NEVER}
        initial = known | (initial or {})
        super().__init__(*args, instance=instance, initial=initial, label_suffix="", **kwargs)
        self.request, self.twin, self.stored_key = request, None, _key(instance)
        self.fields["value"].required = False
        for name in ("subject", "action"):
            choices = self.fields[name].choices
            self.fields[name].choices = [choice for choice in choices if choice[0]]

    @property
    def key(self) -> str:
        return _key(self.instance)

    @property
    def needs_rehearsal(self) -> bool:
        """Not when it has been seen what this very rule catches, or when that does not change."""
        return self.key not in (self.data.get("rehearsed"), self.stored_key)

    def clean_reason(self):
        return clean_line(self.cleaned_data["reason"])

    def clean(self):
        data = super().clean()
        self._read_value(data)
        self._read_term(data)
        return data

    def _read_value(self, data: dict):
        if not (subject := data.get("subject")):
            return
        field = "language" if subject == Rule.LANGUAGE else "value"
        try:
            data["value"] = read_value(subject, data.get(field) or "")
            refuse_own(
                Rule(subject=subject, value=data["value"], action=data.get("action")), self.request
            )
            self._refuse_twin(subject, fold_value(subject, data["value"]))
        except forms.ValidationError as fault:
            self.add_error(field, fault)

    def _refuse_twin(self, subject: str, folded: str):
        twins = Rule.objects.filter(subject=subject, folded=folded).exclude(pk=self.instance.pk)
        if twin := twins.first():
            self.twin = twin
            raise forms.ValidationError(_("같은 규칙이 이미 있습니다. 그 규칙을 고쳐 주세요."))

    def _read_term(self, data: dict):
        term, until, today = data.get("term"), data.get("until"), timezone.localdate()
        if term != ON_DATE:
            days = DAYS.get(term)
            self.instance.expires_at = timezone.now() + dt.timedelta(days=days) if days else None
        elif until is None:
            if "until" not in self.errors:
                self.add_error("until", _("마지막 날을 적어 주세요."))
        elif not today <= until <= today + LONGEST_TERM:
            self.add_error("until", _("오늘부터 10년 안의 날짜를 적어 주세요."))
        else:
            self.instance.expires_at = _end_of(until)

    def _post_clean(self):
        super()._post_clean()
        if self.instance.subject and "value" in self.cleaned_data:
            self.instance.folded = fold_value(self.instance.subject, self.cleaned_data["value"])

    def save_by(self, user) -> bool:
        """Nothing is saved, and the form says so, when somebody else was faster."""
        rule = self.instance
        try:
            with transaction.atomic():
                self._store(rule, user)
        except IntegrityError:
            self.twin = Rule.objects.filter(subject=rule.subject, folded=rule.folded).first()
            self.add_error(
                None, _("방금 다른 운영자가 같은 규칙을 만들었습니다. 저장하지 않았습니다.")
            )
        return not self.errors

    def _store(self, rule: Rule, user):
        if not rule.pk:
            rule.created_by = user
            rule.save()
            LogEntry.note_down(LogEntry.RULE_MADE, user, rule=rule.pk)
        elif Rule.objects.select_for_update().filter(pk=rule.pk):
            rule.save(update_fields=Rule.EDITABLE)
            LogEntry.note_down(LogEntry.RULE_CHANGED, user, rule=rule.pk)
        else:
            self.add_error(
                None, _("그사이 다른 운영자가 이 규칙을 지웠습니다. 저장하지 않았습니다.")
            )


def _key(rule: Rule) -> str:
    """Of what decides which comments a rule catches, and what is wrong about that."""
    return f"{rule.subject} {rule.action} {rule.folded}"


def _typed_for(rule: Rule) -> dict:
    """What the form shows of a stored rule beside its own columns."""
    is_language = rule.subject == Rule.LANGUAGE
    shown = {"language": rule.value, "value": ""} if is_language else {}
    if rule.expires_at is None:
        return shown | {"term": NEVER}
    last = timezone.localtime(rule.expires_at - dt.timedelta(microseconds=1)).date()
    return shown | {"term": ON_DATE, "until": last}


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
