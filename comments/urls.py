from django.urls import include, path

from comments import agreeing, objections, pings, slip_views, views
from comments.feeds import CommentFeed, ThreadFeed
from comments.mail.views import mail_address, mail_stop
from comments.question_pages import question_answer, question_list
from comments.webmentions.views import webmention
from notes.urls import feed_paths

app_name = "comments"

# In a room of its own: the address of a note is not held against each of them.
_below_comments = [
    path("<int:note_id>/", views.comment_create, name="comment_create"),
    path("token/", views.token, name="token"),
    path("mine/", slip_views.mine, name="mine"),
    path("mine/<str:token>/", slip_views.slip_detail, name="slip"),
    path("mine/<str:token>/edit/", slip_views.slip_edit, name="slip_edit"),
    path("mine/<str:token>/delete/", slip_views.slip_delete, name="slip_delete"),
    path("mine/<str:token>/data/", slip_views.slip_data, name="slip_data"),
    path("mine/<str:token>/answer/", slip_views.slip_answer, name="slip_answer"),
    path("mine/<str:token>/appeal/", slip_views.slip_appeal, name="slip_appeal"),
    path("mine/<str:token>/objection/", objections.objection, name="slip_objection"),
    path("<int:note_id>/new/", views.comment_new, name="comment_new"),
    path("<int:note_id>/new/<int:parent_id>/", views.comment_new, name="comment_new"),
    path("answered/<int:pk>/", question_answer, name="question_answer"),
    path("agree/", agreeing.agree, name="agree"),
    *feed_paths("thread/<number:pk>/", ThreadFeed, "thread_feed"),
    path("mail/<str:token>/", mail_address, name="mail_address"),
    path("mail/<str:token>/stop/", mail_stop, name="mail_stop"),
]
urlpatterns = [
    path("comments/", include(_below_comments)),
    path("webmention/", webmention, name="webmention"),
    path("xmlrpc.php", pings.xmlrpc, name="xmlrpc"),
    path("wp-trackback.php", pings.trackback, name="wordpress_trackback"),
    # Below the notes' own addresses.
    path("series/<hangul:slug>/questions/", question_list, name="question_list"),
    path("series/<hangul:slug>/<number:number>/comments/", views.comment_list, name="comment_list"),
    path("notes/<hangul:slug>/comments/", views.comment_list, name="comment_list"),
    *feed_paths("series/<hangul:slug>/<number:number>/", CommentFeed, "feed"),
    *feed_paths("notes/<hangul:slug>/", CommentFeed, "feed"),
]
