"""Administration of the data. Writing has a room of its own, the desk."""

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.models import Address, Author, Note, Series, Site, Tag


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    list_display = ["name", "tagline"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin):
    list_display = ["title", "slug", "created_at"]
    search_fields = ["title"]


class AddressInline(admin.TabularInline):
    model = Address
    fields = ["path"]
    extra = 0


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    list_display = ["title", "series", "number", "status", "published_at", "comment_count"]
    list_filter = ["status", "series"]
    list_select_related = ["series"]
    search_fields = ["title", "body"]
    autocomplete_fields = ["series", "author", "tags"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    date_hierarchy = "published_at"
    inlines = [AddressInline]
    fieldsets = [
        (None, {"fields": ["series", "number", "title", "body", "excerpt", "tags"]}),
        (_("공개"), {"fields": ["status", "published_at", "author", "is_open_for_comments"]}),
        (_("주소와 출처"), {"fields": ["slug", "first_published_in", "first_published_url"]}),
    ]

    def get_changeform_initial_data(self, request):
        author = Author.objects.filter(user=request.user).first()
        return {"author": author and author.pk, **super().get_changeform_initial_data(request)}


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    list_display = ["name", "user"]
    list_select_related = ["user"]
    search_fields = ["name"]


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]


@admin.register(Address)
class AddressAdmin(admin.ModelAdmin):
    list_display = ["path", "note", "series"]
    list_select_related = ["note__series", "series"]
    search_fields = ["path"]
