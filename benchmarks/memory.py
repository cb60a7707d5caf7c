"""How fast earlier sentences are found among many: python benchmarks/memory.py [sentences]. Needs an empty database."""

import os
import random
import sys
import tempfile
import time

os.environ.setdefault("QUATTROPOLE_DEMO", "yes")
os.environ.setdefault("QUATTROPOLE_VAR", tempfile.mkdtemp())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quattropole.settings")

WORDS = (
    *(
        "der",
        "die",
        "das",
        "Vorstand",
        "Versammlung",
        "Stadt",
        "Projekt",
        "Mitglied",
        "Beschluss",
        "Haushalt",
        "Sitzung",
    ),
    *(
        "Zusammenarbeit",
        "Grenze",
        "Mobilität",
        "Kultur",
        "Energie",
        "Tourismus",
        "gemeinsam",
        "stark",
        "neu",
        "schlägt",
    ),
    *(
        "beschließt",
        "prüft",
        "entwickelt",
        "fördert",
        "unterstützt",
        "mit",
        "für",
        "und",
        "im",
        "Jahr",
        "Bericht",
        "Ziel",
    ),
    *("Maßnahme", "Region", "Bürgerinnen", "Bürger", "Verwaltung", "Austausch", "Fachwissen", "Netzwerk", "digital"),
)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    import django

    django.setup()
    from django.core.management import call_command
    from django_scopes import scope

    from quattropole.access.models import Audience
    from quattropole.access.viewer import Viewer
    from quattropole.network.models import Network
    from quattropole.translation.memory import suggestions
    from quattropole.translation.memory.taking import keep
    from quattropole.translation.memory.tmx import sentence_of

    call_command("migrate", verbosity=0)
    chance = random.Random(7)
    said = [" ".join(chance.choices(WORDS, k=chance.randint(6, 24))) + f" {number}." for number in range(count)]
    network = Network.objects.create(slug="memory", name="M", languages=["de", "fr"], authentic_languages=["de", "fr"])
    visitor = Viewer(network)

    def took(sentences: list[str]) -> float:
        began = time.perf_counter()
        found = suggestions(visitor, "de", "fr", sentences)
        assert found[0], sentences[0]
        return (time.perf_counter() - began) * 1000

    with scope(network=network):
        began = time.perf_counter()
        for first in range(0, count, 2000):
            pairs = [("de", "fr", text, text) for text in said[first : first + 2000]]
            keep([sentence_of(pair, Audience.PUBLIC, visitor) for pair in pairs])
        print(f"{count} sentences remembered in {time.perf_counter() - began:.1f} s")
        asked = chance.sample(said, 100)
        changed = [text.replace(" und ", " sowie ").replace("Stadt", "Gemeinde") + " Zusatz" for text in asked]
        runs = {
            "the same sentence": [took([text]) for text in asked],
            "a similar one": [took([text]) for text in changed],
            "a sheet of 20": [took(chance.sample(said, 20)) for _number in range(10)],
        }
        for name, times in runs.items():
            times.sort()
            print(f"{name}: median {times[len(times) // 2]:.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms")


if __name__ == "__main__":
    main()
