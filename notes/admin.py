"""Administration of the data. Writing has a room of its own, the desk."""

import logging

from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from notes.forms import PictureForm
from notes.models import Address, Author, Image, Note, Pin, Series, Site, Tag

logger = logging.getLogger(__name__)


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


class PinInline(admin.TabularInline):
    model = Pin
    verbose_name_plural = _("첫 화면에 고정 (위에서부터 세 편까지 보입니다)")
    extra = 0


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    list_display = ["title", "series", "number", "status", "published_at", "comment_count"]
    list_filter = ["status", "series"]
    list_select_related = ["series"]
    search_fields = ["title", "body"]
    autocomplete_fields = ["series", "author", "tags", "translation_of"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    date_hierarchy = "published_at"
    inlines = [PinInline, AddressInline]
    fieldsets = [
        (None, {"fields": ["series", "number", "title", "body", "excerpt", "tags"]}),
        (_("공개"), {"fields": ["status", "published_at", "author", "is_open_for_comments"]}),
        (_("번역"), {"fields": ["language", "translation_of"]}),
        (_("주소와 출처"), {"fields": ["slug", "first_published_in", "first_published_url"]}),
    ]

    def get_changeform_initial_data(self, request):
        author = Author.objects.filter(user=request.user).first()
        return {"author": author and author.pk, **super().get_changeform_initial_data(request)}


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "user"]
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


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    """Upload a picture, copy its Markdown into a text."""

    list_display = ["thumbnail", "original_name", "alt", "markdown_to_copy", "created_at"]
    list_display_links = ["thumbnail", "original_name"]
    search_fields = ["original_name", "alt"]
    readonly_fields = [
        "thumbnail",
        "markdown_to_copy",
        "original_name",
        "size",
        "created_at",
        "shown_in",
    ]

    def add_view(self, request, form_url="", extra_context=None):
        """A disk that is full or a bucket that is away is said in a sentence, and in the log."""
        try:
            return super().add_view(request, form_url, extra_context)
        except OSError as error:
            logger.error("올린 그림을 저장하지 못했습니다: %s", error)
            sentence = _(
                "그림을 저장하지 못했습니다. 저장소가 답하지 않으니 잠시 뒤에 다시 올려 주십시오."
            )
            self.message_user(request, sentence, messages.ERROR)
            return redirect(request.path)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not change:
            kwargs["form"] = PictureForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request, obj=None):
        return ["alt", *self.readonly_fields] if obj else ["file", "alt"]

    def save_form(self, request, form, change):
        form.by = request.user
        return super().save_form(request, form, change)

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)

    def get_deleted_objects(self, objs, request):
        """What a text still shows is protected, each with the sentence that says so."""
        *found, protected = super().get_deleted_objects(objs, request)
        return *found, [*protected, *(why for image in objs if (why := image.why_kept()))]

    @admin.display(description=_("그림"))
    def thumbnail(self, image):
        name = image.picture_name
        return format_html(
            '<img src="{}{}" alt="{}" width="{}" height="{}" loading="lazy">',
            settings.MEDIA_URL,
            name.smaller_file(name.widths()[0]),
            image.alt,
            *name.size_within(160, 120),
        )

    @admin.display(description=_("본문에 붙여 넣을 말"))
    def markdown_to_copy(self, image):
        return format_html("<code>{}</code>", image.markdown)

    @admin.display(description=_("크기"))
    def size(self, image):
        return f"{image.width:,} × {image.height:,}, {filesizeformat(image.bytes)}"

    @admin.display(description=_("쓰인 곳"))
    def shown_in(self, image):
        return ", ".join(str(text) for text in image.uses()) or _("아직 쓰이지 않았습니다.")
