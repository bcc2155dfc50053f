"""What an editor can wish for the numbers of a series. A valid form answers what that comes to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notes.models import Series
from notes.models.renumbering import inserted, packed, swapped
from notes.models.series import GREATEST_NUMBER

INSERT, SWAP, PACK = "insert", "swap", "pack"


def _number(label, **kwargs):
    return forms.IntegerField(label=label, min_value=1, max_value=GREATEST_NUMBER, **kwargs)


class MoveForm(forms.Form):
    number = _number(_("옮길 글의 번호"))
    to = _number(_("새 번호"))
    act = forms.ChoiceField(
        label=_("그 번호에 글이 있으면"),
        choices=[
            (INSERT, _("사이에 넣고 다른 글을 한 칸씩 밀기")),
            (SWAP, _("두 글의 번호를 맞바꾸기")),
        ],
        initial=INSERT,
        widget=forms.RadioSelect,
    )

    def wish(self, series: Series) -> dict[int, int]:
        move = swapped if self.cleaned_data["act"] == SWAP else inserted
        return move(series, self.cleaned_data["number"], self.cleaned_data["to"])


class PackForm(forms.Form):
    low = _number(_("이 번호부터"), initial=1)
    high = _number(_("이 번호까지"), required=False, help_text=_("비워 두면 끝까지입니다."))
    act = forms.CharField(widget=forms.HiddenInput, initial=PACK)

    def wish(self, series: Series) -> dict[int, int]:
        return packed(series, self.cleaned_data["low"], self.cleaned_data["high"])


def order_forms(data=None) -> dict:
    """The two forms, of which that one is filled whose act `data` names."""
    act = data.get("act") if data else None
    return {
        "move": MoveForm(
            data if act in (INSERT, SWAP) else None, label_suffix="", auto_id="move_%s"
        ),
        "pack": PackForm(data if act == PACK else None, label_suffix="", auto_id="pack_%s"),
    }
