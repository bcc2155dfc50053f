from django.urls import path

from notes.desk import listing, pictures, preview, writing

app_name = "desk"

urlpatterns = [
    path("", listing.home, name="home"),
    path("notes/new/", writing.note_create, name="note_create"),
    path("notes/<int:pk>/", writing.note_edit, name="note_edit"),
    path("notes/<int:pk>/draft/", writing.draft_keep, name="draft_keep"),
    path("notes/<int:pk>/draft/discard/", writing.draft_discard, name="draft_discard"),
    path("notes/<int:pk>/withdraw/", writing.note_withdraw, name="note_withdraw"),
    path("pictures/upload/", pictures.picture_upload, name="picture_upload"),
    path("preview/", preview.preview_create, name="preview_create"),
]
