from django.urls import path

from comments.moderation import figures, log, mail_views, views

app_name = "moderation"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("comments/<int:pk>/decisions/", views.decision_create, name="decision_create"),
    path("decisions/<int:pk>/undo/", views.decision_undo, name="decision_undo"),
    path("figures/", figures.figures, name="figures"),
    path("log/", log.log, name="log"),
    path("mail/", mail_views.mail_choice, name="mail_choice"),
    path("mail/<str:token>/", mail_views.mail_decision, name="mail_decision"),
    path("mail/<str:token>/stop/", mail_views.mail_stop, name="mail_stop"),
]
