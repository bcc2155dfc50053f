from django.urls import path

from comments.desk import discussion

app_name = "desk_comments"

urlpatterns = [
    path("notes/<int:pk>/discussion/", discussion.discussion_edit, name="discussion_edit"),
]
