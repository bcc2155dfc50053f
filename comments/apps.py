from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("댓글")

    def ready(self):
        from comments import mail, policy, reflections, searched
        from notes.desk import saving, site
        from notes.search import index

        saving.on_revision += [reflections.take, mail.announce_note]
        site.on_change.append(policy.note_down)
        index.words_under.append(searched.words_under)
