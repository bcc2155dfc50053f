from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Decision
from comments.spam.learning import follow


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """To look at, to correct a word, to erase. Decisions are made in the moderators' room."""

    list_display = ["name", "beginning", "note", "status", "score", "created_at"]
    list_filter = ["status", "is_by_author", "created_at"]
    list_select_related = ["note__series"]
    search_fields = ["name", "email", "body"]
    show_full_result_count = False
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fields = (
        "note parent name email website body source_url status verdicts score created_at published_at"
        " decided_at address network user_agent is_by_author"
    ).split()
    # A status is changed by deciding, which counts, writes down who did it, and can be undone.
    readonly_fields = [name for name in fields if name not in ("name", "email", "website", "body")]

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        follow(obj)  # whoever corrects a word has read it

    def delete_queryset(self, request, queryset):
        for comment in queryset:  # each keeps its note's count
            comment.delete()

    @admin.display(description=_("내용"))
    def beginning(self, comment):
        return " ".join(comment.body.split())[:60]


@admin.register(Decision)
class DecisionAdmin(admin.ModelAdmin):
    """The record of who decided what. It goes only together with its comment."""

    list_display = ["comment", "from_status", "to_status", "moderator", "made_at"]
    list_filter = ["to_status", "made_at"]
    list_select_related = ["comment", "moderator"]
    show_full_result_count = False
    ordering = ["-pk"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        # Asked by the pages that erase a comment or a note too; only there the answer may be yes.
        here = request.resolver_match.view_name.startswith("admin:comments_decision_")
        return not here and super().has_delete_permission(request, obj)
