"""How fast people are convened: for each a letter as tagged PDF, a mail and a calendar entry, kept as proof.

Run: .venv/bin/python benchmarks/convocation.py [--people 2000] [--databases sqlite postgresql]

Half of the people read German, half French; one in fifty has no e-mail address. The agenda has twelve items with texts
in both languages. For each database, in processes of their own, one after the other in the same run:

- as built: one transaction for the act, then letters by one compiler for each language, kept fifty at a time;
- one by one: the same letters, each by a compilation of its own and in a transaction of its own, in one transaction
  with the act, which is how it is done where convening and sending are one step.

Prints letters a second, how long the act holds the database, and the peak memory. Exits with 1 where two thousand would
take more than a minute as built, or where a letter, a mail or an entry is missing.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "scripts")]

GOAL_SECONDS, GOAL_PEOPLE = 60.0, 2_000
CITIES = 20
SUBJECTS = [
    ("Bericht des Vorstands", "Rapport du directoire"), ("Haushalt des kommenden Jahres", "Budget de l’année à venir"),
    ("Jahresrechnung und Entlastung", "Comptes et décharge"), ("Wahl der Kassenprüfung", "Élection des réviseurs"),
    ("Tourismus: gemeinsame Kampagne", "Tourisme : campagne commune"), ("Radwege über die Grenze", "Pistes cyclables"),
]  # fmt: skip


def measure(way: str, people: int) -> dict[str, Any]:
    """Fill the database of `DATABASE_URL`, convene, and make every letter in this process."""
    import django
    from django.core.management import call_command

    django.setup()
    from zoneinfo import ZoneInfo

    from django.utils import timezone
    from django_scopes import scope

    call_command("migrate", interactive=False, verbosity=0)
    network, meeting, secretary = _fill(people)
    with scope(network=network), timezone.override(ZoneInfo(network.time_zone)):
        before = time.process_time()
        act, making = (_as_built if way == "as built" else _one_by_one)(meeting, secretary)
        processor = time.process_time() - before
        return {"act": act, "making": making, "processor": processor, "peak": _memory(), **_made(people)}


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fill(people: int) -> tuple[Any, Any, Any]:
    from django_scopes import scope

    from quattropole import clock
    from quattropole.meetings.models import AgendaItem, Meeting
    from quattropole.network.models import Mandate, Person, Seat
    from quattropole.texts.localized import Localized
    from tests import factories

    network = factories.make_network(contact={"address": ["Haus", "Weg 1", "L-4170 Esch"], "email": "a@example.org"})
    cities = [factories.make_city(network, f"city-{number}") for number in range(CITIES)]
    assembly = factories.make_organ(network, "assembly")
    board = factories.make_organ(network, "board")
    president = factories.make_holder(board, cities[0])
    factories.make_mandate(president, factories.make_office(board, "president"))
    secretary = factories.make_secretary(network)
    with scope(network=network):
        Person.objects.bulk_create(
            [
                Person(
                    network=network, slug=f"p-{number}", given_name=f"Anna {number}", family_name="Muster",
                    city=cities[number % CITIES], language=("de", "fr")[number % 2],
                    email=f"p-{number}@example.org" if number % 50 else "",
                )
                for number in range(people)
            ],
            batch_size=500,
        )  # fmt: skip
        Seat.objects.bulk_create(
            [
                Seat(
                    network=network, organ=assembly, city=cities[number % CITIES], key=f"s-{number}", number=number,
                    basis=Seat.Basis.DELEGATED, titles=Localized(de=f"Sitz {number}", fr=f"Siège {number}"),
                )
                for number in range(people)
            ],
            batch_size=500,
        )  # fmt: skip
        persons = list(Person.objects.filter(slug__startswith="p-").order_by("pk"))
        seats = list(Seat.objects.filter(organ=assembly).order_by("pk"))
        Mandate.objects.bulk_create(
            [
                Mandate(network=network, person=person, seat=seat, begins=factories.BEGINNING)
                for person, seat in zip(persons, seats, strict=True)
            ],
            batch_size=500,
        )
        meeting = factories.make_meeting(
            assembly,
            starts_at=clock.now() + timedelta(days=60),
            journeys=Localized(de="Vom Bahnhof **Bus 3**.", fr="De la gare, **bus 3**."),
            interpretation=["de", "fr"],
        )
        for number in range(12):
            titles = factories.words(*SUBJECTS[number % len(SUBJECTS)])
            factories.make_item(meeting, kind=AgendaItem.Kind.INFORMATION, titles=titles)
        found = Meeting.objects.select_related("organ__network", "network").get(pk=meeting.pk)
    return network, found, factories.make_viewer(secretary)


def _as_built(meeting: Any, secretary: Any) -> tuple[float, float]:
    from quattropole.meetings import actions
    from quattropole.meetings.making import make_waiting

    began = time.perf_counter()
    actions.convene(meeting, by=secretary)
    acted = time.perf_counter()
    make_waiting()
    return acted - began, time.perf_counter() - acted


def _one_by_one(meeting: Any, secretary: Any) -> tuple[float, float]:
    """Everything in one step: whoever else wants to write waits until the last letter is set."""
    from django.db import transaction

    from quattropole.look import typesetting
    from quattropole.meetings import actions, letters, making
    from quattropole.meetings.models import Mailing

    class Alone(letters.Letters):
        def __init__(self, mailing: Mailing, language: str) -> None:
            self._mailing, self._language = mailing, language

        def set(self, dispatch: Any) -> bytes:
            setter = typesetting.Typesetter("meetings", "letter.typ", letters.letter_of(self._mailing, self._language))
            return setter.set({"addressee": letters.lines_of(dispatch.addressee), "name": dispatch.addressee["name"]})

    making.Letters = Alone  # type: ignore[misc]  # the way that is compared
    making.BATCH = 1
    began = time.perf_counter()
    with transaction.atomic():
        actions.convene(meeting, by=secretary)
        making.make_waiting()
    return time.perf_counter() - began, 0.0


def _made(people: int) -> dict[str, Any]:
    from django.db.models.functions import Length

    from quattropole.access.models import Enclosure, OutgoingMail
    from quattropole.meetings.models import Dispatch

    addressed = people - -(-people // 50)
    made = Dispatch.objects.filter(set_at__isnull=False)
    sizes = list(made.annotate(size=Length("letter")).values_list("size", flat=True))
    complete = (
        len(sizes) == people == made.values("sha256").distinct().count()
        and OutgoingMail.objects.count() == addressed
        and Enclosure.objects.filter(media_type="application/pdf").count() == addressed
        and Enclosure.objects.filter(media_type__startswith="text/calendar").count() == addressed
    )
    return {"complete": complete, "kilobytes": sum(sizes) / max(1, len(sizes)) / 1024}


def _child(way: str, people: int, url: str, var: str) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUATTROPOLE_")} | {
        "DJANGO_SETTINGS_MODULE": "quattropole.settings",
        "QUATTROPOLE_DEMO": "yes",
        "QUATTROPOLE_TASKS_IMMEDIATE": "no",
        "QUATTROPOLE_VAR": var,
        "DATABASE_URL": url,
    }
    command = [sys.executable, str(Path(__file__)), "--measure", way, "--people", str(people)]
    done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> int:
    """Measure both ways on every database; returns 1 if a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=GOAL_PEOPLE)
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure is not None:
        print(json.dumps(measure(arguments.measure, arguments.people)))
        return 0
    import postgres

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    missed = []
    head = ("way", "seconds", "letters/s", "processor", "database held", "peak MB", "KB a letter")
    for database in arguments.databases:
        print(f"\n{database}, {arguments.people:,} people")
        print(f"{head[0]:<12}{head[1]:>10}{head[2]:>12}{head[3]:>12}{head[4]:>16}{head[5]:>10}{head[6]:>14}")
        for way in ("as built", "one by one"):
            with ExitStack() as stack:
                var = stack.enter_context(tempfile.TemporaryDirectory())
                url = f"sqlite:///{var}/benchmark.sqlite3"
                if database == "postgresql":
                    url = postgres.url(stack.enter_context(postgres.running()))
                found = _child(way, arguments.people, url, var)
            total = found["act"] + found["making"]
            print(
                f"{way:<12}{total:>10.1f}{arguments.people / total:>12.0f}{found['processor']:>10.1f} s"
                f"{found['act']:>14.1f} s{found['peak']:>10.0f}{found['kilobytes']:>14.0f}",
                flush=True,
            )
            if not found["complete"]:
                missed.append(f"{database}, {way}: something is missing")
            if way == "as built" and total * GOAL_PEOPLE / arguments.people > GOAL_SECONDS:
                missed.append(f"{database}: {total:.1f} s for {arguments.people:,}, goal {GOAL_SECONDS:.0f} s")
    for line in missed:
        print(f"missed: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
