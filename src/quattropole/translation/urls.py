from django.urls import path

from quattropole.translation.views import deliveries, desk, editor, glossary, memory

app_name = "translation"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("assign/", desk.assign, name="assign"),
    path("of/<str:key>/<str:language>/", editor.editor, name="editor"),
    path("of/<str:key>/<str:language>/machine/", editor.by_machine, name="machine"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("glossary/new/", glossary.term, name="term_new"),
    path("glossary/export.<str:form>", glossary.export, name="glossary_export"),
    path("glossary/<slug:slug>/", glossary.term, name="term"),
    path("glossary/<slug:slug>/remove/", glossary.remove, name="term_remove"),
    path("memory/", memory.memory, name="memory"),
    path("memory/export.tmx", memory.export, name="memory_export"),
    path("memory/import/", memory.take, name="memory_import"),
    path("export/", deliveries.export, name="export"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:pk>/write/", deliveries.write, name="delivery_write"),
    path("deliveries/<int:pk>/discard/", deliveries.discard, name="delivery_discard"),
]
