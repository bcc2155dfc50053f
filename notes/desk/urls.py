from django.urls import path

from notes.desk import (
    invitations,
    listing,
    merging,
    numbers,
    people,
    picture_library,
    pictures,
    preview,
    revisions,
    writing,
)

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
    path("numbers/", numbers.numbers, name="numbers"),
    path("numbers/<int:pk>/", numbers.numbers_note, name="numbers_note"),
    path("notes/<int:pk>/merge/", merging.note_merge, name="note_merge"),
    path("notes/<int:pk>/revisions/", revisions.revision_list, name="revision_list"),
    path("notes/<int:pk>/revisions/<int:rpk>/", revisions.revision_detail, name="revision_detail"),
    path(
        "notes/<int:pk>/revisions/<int:rpk>/restore/",
        revisions.revision_restore,
        name="revision_restore",
    ),
    path("pictures/", picture_library.picture_list, name="picture_list"),
    path("pictures/new/", pictures.picture_create, name="picture_create"),
    path("pictures/upload/", pictures.picture_upload, name="picture_upload"),
    path("pictures/described/", pictures.picture_describe, name="picture_describe"),
    path("pictures/<int:pk>/", picture_library.picture_edit, name="picture_edit"),
    path("pictures/<int:pk>/delete/", picture_library.picture_delete, name="picture_delete"),
    path("people/", people.people, name="people"),
    path("people/invite/", invitations.invitation_create, name="invitation_create"),
    path(
        "people/invitations/<int:pk>/revoke/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path("people/<int:pk>/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/shut/", people.person_shut, name="person_shut"),
    path("people/<int:pk>/open/", people.person_open, name="person_open"),
    path(
        "people/<int:pk>/password-link/",
        people.person_password_link,
        name="person_password_link",
    ),
    path("preview/", preview.preview_create, name="preview_create"),
    path("notes/<int:pk>/preview/", preview.preview_show, name="preview_show"),
    path("notes/<int:pk>/preview/links/", preview.preview_link_create, name="preview_link_create"),
    path("preview/links/<int:pk>/revoke/", preview.preview_link_revoke, name="preview_link_revoke"),
]
