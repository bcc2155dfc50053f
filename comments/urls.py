from django.urls import path

from comments import views
from comments.feeds import CommentFeed
from notes.urls import feed_paths

app_name = "comments"

urlpatterns = [
    path("comments/token/", views.token, name="token"),
    path("comments/<int:note_id>/", views.comment_create, name="comment_create"),
    path("comments/<int:note_id>/new/", views.comment_new, name="comment_new"),
    # Below the notes' own addresses.
    *feed_paths("series/<hangul:slug>/<int:number>/", CommentFeed, "feed"),
    *feed_paths("notes/<hangul:slug>/", CommentFeed, "feed"),
]
