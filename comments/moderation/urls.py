from django.urls import path

from comments.moderation import beside, views

app_name = "moderation"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("beside/", beside.decision_create, name="beside"),
    path("comments/<int:pk>/decisions/", views.decision_create, name="decision_create"),
    path("decisions/<int:pk>/undo/", views.decision_undo, name="decision_undo"),
]
