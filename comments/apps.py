from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("댓글")

    def ready(self):
        from comments import policy, reflections
        from notes.desk import saving, site

        saving.on_revision.append(reflections.take)
        site.on_change.append(policy.note_down)
