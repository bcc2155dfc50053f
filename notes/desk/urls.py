from django.urls import path

from notes.desk import listing, pictures, preview, writing

app_name = "desk"

urlpatterns = [
    path("", listing.home, name="home"),
    path("notes/new/", writing.note_create, name="note_create"),
    path("notes/<int:pk>/", writing.note_edit, name="note_edit"),
    path("notes/<int:pk>/draft/", writing.draft_keep, name="draft_keep"),
    path("notes/<int:pk>/draft/discard/", writing.draft_discard, name="draft_discard"),
    path("notes/<int:pk>/checklist/", writing.note_checklist, name="note_checklist"),
    path("notes/<int:pk>/delete/", writing.note_delete, name="note_delete"),
    path("notes/<int:pk>/withdraw/", writing.note_withdraw, name="note_withdraw"),
    path("pictures/upload/", pictures.picture_upload, name="picture_upload"),
    path("preview/", preview.preview_create, name="preview_create"),
    path("notes/<int:pk>/preview/", preview.preview_show, name="preview_show"),
    path("notes/<int:pk>/preview/links/", preview.preview_link_create, name="preview_link_create"),
    path("preview/links/<int:pk>/revoke/", preview.preview_link_revoke, name="preview_link_revoke"),
]
