from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from quattropole.changes.watching import Watch

SQLITE = [
    "CREATE VIRTUAL TABLE search_words USING fts5(title_words, body_words, keys, content='search_searchentry', "
    "content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='3')",
    "CREATE TRIGGER search_words_insert AFTER INSERT ON search_searchentry FOR EACH ROW BEGIN "
    "INSERT INTO search_words(rowid, title_words, body_words, keys) "
    "VALUES (NEW.id, NEW.title_words, NEW.body_words, NEW.keys); END",
    "CREATE TRIGGER search_words_delete AFTER DELETE ON search_searchentry FOR EACH ROW BEGIN "
    "INSERT INTO search_words(search_words, rowid, title_words, body_words, keys) "
    "VALUES ('delete', OLD.id, OLD.title_words, OLD.body_words, OLD.keys); END",
    "CREATE TRIGGER search_words_update AFTER UPDATE ON search_searchentry FOR EACH ROW BEGIN "
    "INSERT INTO search_words(search_words, rowid, title_words, body_words, keys) "
    "VALUES ('delete', OLD.id, OLD.title_words, OLD.body_words, OLD.keys); "
    "INSERT INTO search_words(rowid, title_words, body_words, keys) "
    "VALUES (NEW.id, NEW.title_words, NEW.body_words, NEW.keys); END",
]
"""The words of the entries as a full-text table that keeps no second copy of them (external content)."""

TITLE = "to_tsvector('simple'::regconfig, title_words) || array_to_tsvector(string_to_array(keys, ' '))"
TEXT = (
    "to_tsvector('simple'::regconfig, title_words || ' ' || body_words) || "
    "array_to_tsvector(string_to_array(keys, ' '))"
)
POSTGRESQL = [
    f"ALTER TABLE search_searchentry ADD COLUMN title_index tsvector GENERATED ALWAYS AS ({TITLE}) STORED",
    f"ALTER TABLE search_searchentry ADD COLUMN text_index tsvector GENERATED ALWAYS AS ({TEXT}) STORED",
    "CREATE INDEX search_title_index ON search_searchentry USING gin (title_index) WITH (fastupdate = off)",
    "CREATE INDEX search_text_index ON search_searchentry USING gin (text_index) WITH (fastupdate = off)",
]


def create(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """How the databases index the words. Whoever changes the table of entries makes this anew (`quattropole index`)."""

    dependencies = [("search", "0001_initial"), ("changes", "0002_watch")]

    operations = [
        migrations.RunPython(create, migrations.RunPython.noop),
        Watch("network_historyevent", "network.historyevent"),
    ]
