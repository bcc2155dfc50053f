from django.urls import path

from comments.moderation import people, takedowns, views

app_name = "moderation"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("comments/<int:pk>/decisions/", views.decision_create, name="decision_create"),
    path("decisions/<int:pk>/undo/", views.decision_undo, name="decision_undo"),
    path("takedowns/", takedowns.takedown_list, name="takedown_list"),
    path("comments/<int:pk>/takedown/", takedowns.takedown_create, name="takedown_create"),
    path("takedowns/<int:pk>/end/", takedowns.takedown_end, name="takedown_end"),
    path("people/", people.people, name="people"),
    path("people/export/", people.person_export, name="person_export"),
    path("people/erase/", people.person_erase, name="person_erase"),
]
