from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from comments import pings
from socialstrategy import account, health, media

urlpatterns = [
    # First what is asked for most: each pattern that is tried in vain costs a microsecond.
    path("", include("comments.urls")),
    path("", include("notes.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("account/", account.account_home, name="account_home"),
    path("account/login/", account.Login.as_view(), name="account_login"),
    path("account/logout/", account.Logout.as_view(), name="account_logout"),
    path("account/owner/<str:token>/", account.owner_create, name="account_owner"),
    path("account/password/", account.Password.as_view(), name="account_password"),
    path("account/invitation/<str:token>/", account.invitation_accept, name="account_invitation"),
    # One door: the limit on attempts and the Korean page are at account/login/.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", admin.site.urls),
    path("media/pictures/<str:name>", media.picture, name="media_picture"),
    path("moderation/", include("comments.moderation.urls")),
    path("desk/", include("notes.desk.urls")),
    path("desk/", include("comments.desk.urls")),
    # Last, since a note or a tag may be called so. Other programs have had them below each page.
    re_path(r"^pingback/?$", pings.xmlrpc, name="pingback"),
    re_path(r"^(?:.+/)?trackback/?$", pings.trackback, name="trackback"),
]

handler400 = "socialstrategy.errors.bad_request"
handler403 = "socialstrategy.errors.permission_denied"
handler404 = "socialstrategy.errors.page_not_found"
handler500 = "socialstrategy.errors.server_error"
