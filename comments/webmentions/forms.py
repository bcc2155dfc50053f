"""What can be told without asking the network."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.lookups import closing_of
from comments.webmentions.addresses import LONGEST, WebAddress, web_address
from comments.webmentions.fetching import PORTS
from comments.webmentions.targets import is_ours, note_of

REQUIRED = {"required": _("주소를 적어 주세요.")}


class WebmentionForm(forms.Form):
    """A valid one has `source` and `target` as `WebAddress`; the target takes comments."""

    source = forms.CharField(error_messages=REQUIRED)
    target = forms.CharField(error_messages=REQUIRED)

    def clean_source(self) -> WebAddress:
        address = _address(self.cleaned_data["source"])
        if is_ours(address):
            raise ValidationError(gettext("이 사이트 안의 글은 알려 주지 않으셔도 돼요."))
        if address.port not in PORTS:
            raise ValidationError(gettext("이 주소로는 찾아갈 수 없어요."))
        return address

    def clean_target(self) -> WebAddress:
        address = _address(self.cleaned_data["target"])
        note = note_of(address)
        if note is None:
            raise ValidationError(gettext("이 사이트에 공개된 글의 주소가 아니에요."))
        if closing_of(note).is_closed:
            raise ValidationError(gettext("이 글은 이제 댓글을 받지 않습니다."))
        return address


def _address(text: str) -> WebAddress:
    # Hangul grows to nine characters a letter when it is encoded.
    if len(text) > LONGEST or (address := web_address(text)) is None:
        raise ValidationError(
            gettext("http나 https로 시작하는 온전한 주소를 %(most)s자 안으로 적어 주세요.")
            % {"most": f"{LONGEST:,}"}
        )
    return address
