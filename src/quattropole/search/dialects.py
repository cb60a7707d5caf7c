"""How the databases are asked for words: FTS5 of SQLite, text search of PostgreSQL. Both give keys, newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection

from quattropole.search.asking import Asked, Term


@dataclass(frozen=True)
class Narrowed:
    """What a search is narrowed to: words of `search.keys` of which all, or one of each group, are there; key range."""

    every: Sequence[str]
    any_of: Sequence[Sequence[str]]
    low: int
    high: int


def matches(asked: Asked, narrowed: Narrowed, limit: int, *, in_title: bool) -> list[int]:
    """The keys of at most `limit` entries that match, the newest; in their titles alone where that is asked."""
    sql, words = (_sqlite if connection.vendor == "sqlite" else _postgresql)(asked, narrowed, in_title)
    with connection.cursor() as cursor:
        cursor.execute(sql, [words, narrowed.low, narrowed.high, limit])
        return [int(row[0]) for row in cursor.fetchall()]


def _sqlite(asked: Asked, narrowed: Narrowed, in_title: bool) -> tuple[str, str]:
    columns = "{title_words}" if in_title else "{title_words body_words}"

    def in_words(term: Term) -> str:
        star = "*" if term.is_beginning else ""
        return f'{columns} : "{" ".join(term.words)}"{star}'

    def in_keys(word: str) -> str:
        return f'{{keys}} : "{word[1:]}"'

    found = _every(asked, narrowed, in_words, in_keys, " AND ", " OR ")
    without = [f'"{" ".join(term.words)}"' + ("*" if term.is_beginning else "") for term in asked.unwanted]
    if without:
        found = f"({found}) NOT {{title_words body_words}} : ({' OR '.join(without)})"
    sql = (
        "SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid BETWEEN %s AND %s "
        "ORDER BY rowid DESC LIMIT %s"
    )
    return sql, found


def _postgresql(asked: Asked, narrowed: Narrowed, in_title: bool) -> tuple[str, str]:
    def in_words(term: Term) -> str:
        if term.is_beginning:
            return f"'{term.words[0]}':*"
        return "(" + " <-> ".join(f"'{word}'" for word in term.words) + ")"

    found = _every(asked, narrowed, in_words, lambda word: f"'{word}'", " & ", " | ")
    found += "".join(f" & !{in_words(term)}" for term in asked.unwanted)
    column = "title_index" if in_title else "text_index"
    sql = (
        f"SELECT id FROM search_searchentry WHERE {column} @@ %s::tsquery AND id BETWEEN %s AND %s "  # noqa: S608  # one of two columns
        "ORDER BY id DESC LIMIT %s"
    )
    return sql, found


def _every(
    asked: Asked,
    narrowed: Narrowed,
    in_words: Callable[[Term], str],
    in_keys: Callable[[str], str],
    every: str,
    either: str,
) -> str:
    """All words that are wanted, all keys, one key of each group."""
    parts = [*map(in_words, asked.wanted), *map(in_keys, narrowed.every)]
    parts += [f"({either.join(map(in_keys, group))})" for group in narrowed.any_of]
    return every.join(parts)
