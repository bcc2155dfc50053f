from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("댓글")

    def ready(self):
        from comments import mail, policy, reflections, searched
        from comments.models import SpamPolicy
        from notes.desk import saving, site
        from notes.models.site import told_along
        from notes.search import index

        saving.on_revision += [reflections.take, mail.announce_note]
        site.on_change.append(policy.note_down)
        told_along["asks_akismet"] = SpamPolicy.objects.asks_akismet
        index.words_under.append(searched.words_under)
