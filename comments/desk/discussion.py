"""The form of a discussion's summary (토론 정리), beside the comments that it can cite."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comments import discussions
from comments.discussions import LONGEST, Stale, state_of
from comments.models import Comment
from comments.reflections import first_words
from notes.desk.access import for_writers
from notes.desk.writing import note_for
from notes.text import clean, grapheme_length

PREVIEW = "preview"


class DiscussionForm(forms.Form):
    body = forms.CharField(
        label=gettext_lazy("정리한 글"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 16, "data-citing": True}),
        help_text=gettext_lazy(
            "마크다운으로 씁니다. 문장에 옆의 댓글을 링크하면 독자가 그 말로 찾아갈 수 있습니다. 비우고 저장하면 "
            "정리를 내립니다."
        ),
    )

    def clean_body(self):
        body = clean(self.cleaned_data["body"])
        if (letters := grapheme_length(body)) > LONGEST:
            sentence = _("%(most)s자까지 쓸 수 있습니다. 지금은 %(letters)s자입니다.")
            said = {"most": f"{LONGEST:,}", "letters": f"{letters:,}"}
            raise forms.ValidationError(sentence % said)
        return body


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def discussion_edit(request, pk):
    note = note_for(request, pk)
    if request.method != "POST":
        form = DiscussionForm(initial={"body": note.discussion}, label_suffix="")
        return _page(request, note, form)
    form = DiscussionForm(request.POST, label_suffix="")
    state = request.POST.get("state", "")
    if not form.is_valid():
        return _page(request, note, form, state=state, status=422)
    if request.POST.get("act") == PREVIEW:
        html = discussions.render_discussion(form.cleaned_data["body"], note)
        return _page(request, note, form, state=state, preview=html)
    try:
        note = discussions.save(note, form.cleaned_data["body"], state)
    except Stale as stale:
        return _page(request, stale.note, form, theirs=stale.note.discussion, status=409)
    messages.success(request, _done(note))
    return HttpResponseRedirect(request.path)


def _done(note) -> str:
    if not note.discussion:
        return _("토론 정리를 내렸습니다.")
    return _("토론 정리를 저장했습니다. 독자에게는 댓글 맨 위에 보입니다.")


def _page(request, note, form, state=None, status: int = 200, **context):
    comments = Comment.objects.public().filter(note=note).oldest_first()
    context |= {
        "note": note,
        "form": form,
        "state": state_of(note) if state is None else state,
        "is_conflict": status == 409,
        "comments": [
            (comment, first_words(comment))
            for comment in comments.only("name", "body", "created_at", "is_by_author")
        ],
    }
    return render(request, "comments/discussion_form.html", context, status=status)
