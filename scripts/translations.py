"""The message catalogues: `update` brings them in step with the source, `check` says what is missing, `compile`.

Needs no gettext on the machine: Babel reads Python, Django turns templates into what Babel can read.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "src" / "quattropole"
LANGUAGES = ["de", "fr", "lb", "en"]
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"], None),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
Key = tuple[str | None, str]


@dataclass(frozen=True)
class Found:
    """A message in the source: its context, its words (with plural), and the file it stands in."""

    context: str | None
    words: tuple[str, ...]
    file: str

    @property
    def key(self) -> Key:
        """What identifies the message in a catalogue."""
        return self.context, self.words[0]


def _calls(text: str, file: str) -> Iterator[Found]:
    calls: Any = extract_python(BytesIO(text.encode()), KEYWORDS, [], {})
    for _line, function, given, _comments in calls:
        arguments = given if isinstance(given, tuple) else (given,)
        spec = KEYWORDS[function]
        if spec is None:
            numbers, context = [1], None
        elif isinstance(spec[0], tuple):
            numbers, context = list(spec[1:]), arguments[0]
        else:
            numbers, context = list(spec), None
        words = [arguments[number - 1] for number in numbers if number <= len(arguments)]
        if len(words) == len(numbers) and all(isinstance(word, str) and word for word in words):
            yield Found(context, tuple(words), file)


def messages() -> list[Found]:
    """Every message of the source, one for each context and words, in the order of files."""
    found: dict[Key, Found] = {}
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt", ".svg"} or "static" in path.relative_to(SOURCE).parts:
            continue
        text, file = path.read_text(), str(path.relative_to(PROJECT))
        if path.suffix != ".py":
            text = "\n".join(line.strip() for line in templatize(text, origin=file).splitlines())
        for message in _calls(text, file):
            known = found.get(message.key)
            if known is None or len(known.words) < len(message.words):
                found[message.key] = message
    return list(found.values())


def catalogue_path(language: str) -> Path:
    """Where a language's messages are kept."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """A language's catalogue; an empty one where there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def _forms(message: Message) -> list[str]:
    """The translations of a message: one, or one for each plural form."""
    return [form or "" for form in ([message.string] if isinstance(message.string, str) else message.string or ())]


def _fault(message: Message | None, wanted: Found) -> str | None:
    if message is None:
        return "missing"
    forms = _forms(message)
    if not all(forms):
        return "empty"
    if message.fuzzy:
        return "fuzzy"
    if (len(wanted.words) > 1) != isinstance(message.id, list | tuple):
        return "plural forms differ from the source"
    allowed = [set(PLACEHOLDER.findall(word)) for word in wanted.words]
    if not all(set(PLACEHOLDER.findall(form)) in allowed for form in forms):
        return "placeholders differ from the source"
    return None


def faults() -> Iterator[str]:
    """What keeps the catalogues from being complete, a line each."""
    wanted = messages()
    keys = {message.key for message in wanted}
    for language in LANGUAGES:
        catalogue, file = read(language), catalogue_path(language).relative_to(PROJECT)
        for message in wanted:
            fault = _fault(catalogue.get(message.words[0], message.context), message)
            if fault:
                yield f"{file}: {fault}: {message.words[0]!r} ({message.file})"
        for kept in catalogue:
            words = kept.id[0] if isinstance(kept.id, list | tuple) else kept.id
            if words and (kept.context, words) not in keys:
                yield f"{file}: no longer in the source: {words!r}"


def update() -> None:
    """Add what is new (untranslated; English as it is), drop what is gone, keep what is translated."""
    for language in LANGUAGES:
        old = read(language)
        new = Catalog(locale=language, domain="django", project="QuattroPole", header_comment="", charset="utf-8")
        for message in sorted(messages(), key=lambda each: (each.words[0].lower(), each.context or "")):
            known = old.get(message.words[0], message.context)
            forms = _forms(known) if known else []
            plural = len(message.words) > 1
            if not any(forms) or (len(forms) > 1) != plural:
                forms = list(message.words) if language == "en" else [""] * (new.num_plurals if plural else 1)
            flags = ["fuzzy"] if known and known.fuzzy else []
            new.add(
                message.words if plural else message.words[0],
                forms if plural else forms[0],
                context=message.context,
                locations=[(message.file, 0)],
                flags=flags,
            )
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        written = BytesIO()
        write_po(written, new, include_lineno=False, omit_header=True, width=110)
        path.write_text(_header(new, language) + written.getvalue().decode())


def _header(catalogue: Catalog, language: str) -> str:
    """A header without dates, so that an update without news changes nothing."""
    lines = [
        ("Language", language),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", catalogue.plural_forms),
    ]
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{name}: {value}\\n"\n' for name, value in lines) + "\n"


def main(arguments: list[str]) -> int:
    """Run `update`, `check` or `compile`."""
    from quattropole.messages import compile_messages

    settings.configure(USE_I18N=False)
    match arguments:
        case ["update"]:
            update()
            compile_messages()
        case ["compile"]:
            compile_messages()
        case ["check"]:
            found = list(faults())
            print("\n".join(found) or f"{len(messages())} messages, complete in {', '.join(LANGUAGES)}")
            return 1 if found else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
