from django.urls import path

from comments.moderation import views

app_name = "moderation"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("comments/<int:pk>/decisions/", views.decision_create, name="decision_create"),
    path("decisions/", views.decisions_create, name="decisions_create"),
    path("decisions/<int:pk>/undo/", views.decision_undo, name="decision_undo"),
    path("batches/<uuid:key>/undo/", views.batch_undo, name="batch_undo"),
]
