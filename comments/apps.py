from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("댓글")

    def ready(self):
        from comments import mail, reflections
        from notes.desk import saving

        saving.on_revision += [reflections.take, mail.announce_note]
