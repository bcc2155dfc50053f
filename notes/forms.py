from django import forms
from django.utils.translation import gettext_lazy as _

from notes.models import Image
from notes.picture_names import FORMATS


class PictureForm(forms.ModelForm):
    """A file to take in, and its description. Whatever is no picture comes back with a sentence."""

    file = forms.FileField(
        label=_("그림 파일"),
        allow_empty_file=True,  # `read_picture` has a sentence for it
        error_messages={"required": _("그림 파일을 골라 주세요.")},
        help_text=_(
            "JPEG, PNG, WebP, GIF, AVIF를 20MB까지 받습니다. 찍은 곳 같은 정보는 지우고, 움직이는 그림은 "
            "첫 장면만 남깁니다."
        ),
        widget=forms.FileInput(
            attrs={"accept": ",".join(f"image/{kind.lower()}" for kind in FORMATS)}
        ),
    )

    by = None  # the account that sends it

    class Meta:
        model = Image
        fields = ["alt"]

    def clean_file(self):
        from notes.images import RefusedPicture, read_picture  # Pillow, for few

        file = self.cleaned_data["file"]
        try:
            self.picture = read_picture(file)
        except RefusedPicture as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return file

    def save(self, commit=True):
        """Stored whatever `commit` says: files and row are one."""
        from notes.images import keep

        name = self.cleaned_data["file"].name
        return keep(self.picture, name, self.cleaned_data["alt"], self.by)

    def save_m2m(self):
        """Asked for by the admin after `save(commit=False)`; there is nothing left to do."""
