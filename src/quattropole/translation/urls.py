from django.urls import path

from quattropole.translation.views import desk, editor

app_name = "translation"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("assign/", desk.assign, name="assign"),
    path("of/<str:key>/<str:language>/", editor.editor, name="editor"),
    path("of/<str:key>/<str:language>/machine/", editor.by_machine, name="machine"),
]
