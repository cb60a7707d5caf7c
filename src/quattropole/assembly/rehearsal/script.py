"""What is said in a rehearsal: all of it invented, and saying so."""

from dataclasses import dataclass

LANGUAGES = ("de", "fr")


@dataclass(frozen=True)
class Words:
    """An item that the rehearsal puts on the agenda."""

    key: str
    kind: str
    matter: str
    title: dict[str, str]


MEETING = {
    "de": "Probe einer Mitgliederversammlung (erfunden)",
    "fr": "Répétition d’une assemblée générale (inventée)",
}
ITEMS = (
    Words(
        "motion",
        "resolution",
        "ordinary",
        {"de": "Probe: Antrag aus der Mitte der Versammlung", "fr": "Répétition : motion de l’assemblée"},
    ),
    Words(
        "secret",
        "resolution",
        "ordinary",
        {"de": "Probe: geheime Abstimmung", "fr": "Répétition : vote secret"},
    ),
)
MOTION = {
    "de": (
        "Ein gemeinsamer Fahrplan (erfunden)",
        "Die vier Städte geben einen gemeinsamen Fahrplan heraus.\n\nEr erscheint einmal im Jahr.",
    ),
    "fr": (
        "Un horaire commun (inventé)",
        "Les quatre villes publient un horaire commun.\n\nIl paraît une fois par an.",
    ),
}
REPLACED = {
    "de": (
        "Ein gemeinsamer Fahrplan (erfunden)",
        "Die vier Städte geben einen gemeinsamen Fahrplan heraus.\n\nEr erscheint zweimal im Jahr.",
    ),
    "fr": (
        "Un horaire commun (inventé)",
        "Les quatre villes publient un horaire commun.\n\nIl paraît deux fois par an.",
    ),
}
