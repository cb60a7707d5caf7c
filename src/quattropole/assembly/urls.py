from django.urls import path

from quattropole.assembly.views import pages, streams

app_name = "assembly"
urlpatterns = [
    path("desk/meetings/<int:pk>/live/", pages.member, name="member"),
    path("desk/meetings/<int:pk>/live/console/", pages.console, name="console"),
    path("desk/meetings/<int:pk>/live/projector/", pages.projector, name="projector"),
    path("desk/meetings/<int:pk>/live/stream/", streams.stream, name="stream"),
    path("live/<int:pk>/", pages.gallery, name="gallery"),
    path("live/<int:pk>/stream/", streams.public_stream, name="public_stream"),
]
