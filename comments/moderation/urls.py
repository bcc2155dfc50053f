from django.urls import path

from comments.moderation import (
    beside,
    figures,
    judging,
    log,
    mail_views,
    people,
    rules,
    takedowns,
    views,
)

app_name = "moderation"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("beside/", beside.decision_create, name="beside"),
    path("comments/<int:pk>/decisions/", views.decision_create, name="decision_create"),
    path("decisions/", views.decisions_create, name="decisions_create"),
    path("decisions/<int:pk>/undo/", views.decision_undo, name="decision_undo"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/new/", rules.rule_create, name="rule_create"),
    path("rules/<int:pk>/", rules.rule_edit, name="rule_edit"),
    path("rules/<int:pk>/delete/", rules.rule_delete, name="rule_delete"),
    path("judge/", judging.judge, name="judge"),
    path("takedowns/", takedowns.takedown_list, name="takedown_list"),
    path("comments/<int:pk>/takedown/", takedowns.takedown_create, name="takedown_create"),
    path("takedowns/<int:pk>/end/", takedowns.takedown_end, name="takedown_end"),
    path("people/", people.people, name="people"),
    path("people/export/", people.person_export, name="person_export"),
    path("people/erase/", people.person_erase, name="person_erase"),
    path("batches/<uuid:key>/undo/", views.batch_undo, name="batch_undo"),
    path("figures/", figures.figures, name="figures"),
    path("log/", log.log, name="log"),
    path("mail/", mail_views.mail_choice, name="mail_choice"),
    path("mail/<str:token>/", mail_views.mail_decision, name="mail_decision"),
    path("mail/<str:token>/stop/", mail_views.mail_stop, name="mail_stop"),
]
