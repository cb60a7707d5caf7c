"""All addresses: `/<lang>/...` for people; machine addresses carry no language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from quattropole.access.views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("quattropole.website.machine_urls")),
    path("", include("quattropole.api.machine_urls")),
]
urlpatterns += i18n_patterns(
    path("", include("quattropole.assembly.urls")),  # first: a thousand ballots a second look for their address here
    path("account/", include("allauth.urls")),
    path("access/", include("quattropole.access.urls")),
    path("desk/", include("quattropole.meetings.urls")),
    path("desk/", include("quattropole.decisions.urls")),
    path("desk/minutes/", include("quattropole.minutes.urls")),
    path("desk/", include("quattropole.followup.urls")),
    path("desk/", include("quattropole.planning.urls")),
    path("desk/translation/", include("quattropole.translation.urls")),
    path("desk/", include("quattropole.desk.urls")),
    path("search/", include("quattropole.search.urls")),
    path("", include("quattropole.api.urls")),
    path("", include("quattropole.website.urls")),
)

handler400 = "quattropole.website.errors.bad_request"
handler403 = "quattropole.website.errors.permission_denied"
handler404 = "quattropole.website.errors.page_not_found"
handler500 = "quattropole.website.errors.server_error"
