"""A folder can be loaded again: the same changes nothing, a changed one changes what it says, people's work stays."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django_scopes import scope

from quattropole.meetings.models import Meeting
from quattropole.network.actions import begin_mandate, end_mandate
from quattropole.network.loading import Did, LoadError, Report
from quattropole.network.models import City, FieldOfAction, HistoryEvent, Mandate, Network, Office, Person, Seat
from tests.network.folders import NETWORKS, TODAY, copy_of, dump, edit, load, reload


def lines(report: Report) -> list[str]:
    """What a report says, without the line of figures."""
    return list(report)[:-1]


@pytest.mark.parametrize("slug", ["quattropole", "tonicites"])
def test_loading_the_same_folder_again_changes_no_row(slug: str, db: None) -> None:
    load(slug)
    before = dump()
    report = reload(NETWORKS / slug, today=TODAY + timedelta(days=9))
    assert list(report) == [f"{slug}: nothing changed"]
    assert dump() == before


def test_loading_without_the_demo_leaves_the_demo_alone(db: None) -> None:
    load()
    before = dump()
    assert list(reload(NETWORKS / "quattropole", demo=False)) == ["quattropole: nothing changed"]
    assert dump() == before


def test_the_demo_comes_only_when_asked_for(db: None) -> None:
    network = load(demo=False)
    with scope(network=network):
        assert not Meeting.objects.filter(slug="demo-assembly").exists()
        assert not Person.objects.exclude(email="").exists()
    assert network.demo_entries == []
    reload(NETWORKS / "quattropole")
    with scope(network=network):
        assert Meeting.objects.filter(slug="demo-assembly").exists()
        assert not Person.objects.exclude(email__endswith="@example.org").exists()


def test_a_changed_folder_changes_what_it_says_and_tells_it_line_by_line(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    edit(folder, "fields.toml", 'de = "Mobilität"', 'de = "Verkehr"')
    edit(folder, "history.toml", 'slug = "schools"', 'slug = "school-network"')
    report = reload(folder)
    assert lines(report) == [
        "changed: network quattropole (folder_digest)",
        "created: history event school-network",
        "changed: field of action mobility (names)",
        "left as it is: history event schools (no longer in the folder)",
    ]
    assert list(report)[-1].startswith("quattropole: 1 created, 2 changed, 1 left as it is, ")
    with scope(network=Network.objects.get()):
        assert FieldOfAction.objects.get(slug="mobility").names["de"] == "Verkehr"
        assert HistoryEvent.objects.filter(slug__startswith="school").count() == 2


def test_what_people_changed_stays_while_the_folder_says_the_same(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    with scope(network=Network.objects.get()):
        City.objects.filter(slug="metz").update(website="https://example.org/metz")
        president = Mandate.objects.get(office__key="president", begins=date(2025, 1, 1))
        end_mandate(president, on=date(2026, 6, 30))
    edit(folder, "fields.toml", 'de = "Mobilität"', 'de = "Verkehr"')
    reload(folder)
    with scope(network=Network.objects.get()):
        assert City.objects.get(slug="metz").website == "https://example.org/metz"
        assert Mandate.objects.get(pk=president.pk).ends == date(2026, 6, 30)


@pytest.mark.parametrize("kind", ["meetings", "proposals", "resolutions"])
def test_a_meeting_proposal_or_resolution_is_never_overwritten(kind: str, tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    old, new = {
        "meetings": ('place = "Metz"', 'place = "Perl"'),
        "proposals": ('title = "Gemeinsam stark', 'title = "Zusammen stark'),
        "resolutions": ("mit 35 ", "mit 36 "),
    }[kind]
    edit(folder, f"{kind}.toml", old, new)
    report = reload(folder)
    assert report.count(Did.LEFT) == 1
    assert report.count(Did.CREATED) == 0
    assert "it is on the platform already, and kept there" in str(report)
    assert new.split('"')[-2 if kind == "meetings" else -1] not in dump()


def test_the_planned_meeting_keeps_its_day(db: None) -> None:
    network = load()
    with scope(network=network):
        planned = Meeting.objects.get(slug="demo-assembly").starts_at
    assert planned.date() == TODAY + timedelta(days=37)  # 35 days on is a Saturday: the Monday after it
    reload(NETWORKS / "quattropole", today=TODAY + timedelta(days=100))
    with scope(network=network):
        assert Meeting.objects.get(slug="demo-assembly").starts_at == planned


def test_somebody_named_later_takes_the_days_of_the_unnamed_holder(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    with (folder / "people.toml").open("a") as people:
        people.write(
            '\n[[people]]\nslug = "erika-muster"\ngiven_name = "Erika"\nfamily_name = "Muster"\ncity = "metz"\n'
            '[[mandates]]\nperson = "erika-muster"\nseat = "assembly/metz-4"\nbegins = 2024-01-01\n'
        )
    reload(folder)
    with scope(network=Network.objects.get()):
        held = Mandate.objects.filter(seat__organ__key="assembly", seat__key="metz-4").order_by("begins")
        assert [(m.person.slug, m.begins, m.ends) for m in held] == [
            ("assembly-metz-3", date(2014, 10, 16), date(2023, 12, 31)),
            ("erika-muster", date(2024, 1, 1), None),
        ]


def test_two_mandates_can_change_places_in_one_load(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    edit(folder, "people.toml", "ends = 2016-12-31", "ends = 2017-06-30")
    edit(folder, "people.toml", "begins = 2017-01-01", "begins = 2017-07-01")
    report = reload(folder)
    assert "changed: mandate president: dominique-gros (begins)" in lines(report)
    with scope(network=Network.objects.get()):
        terms = Mandate.objects.filter(office__key="president").order_by("begins").values_list("begins", "ends")
        assert list(terms)[:2] == [
            (date(2015, 1, 1), date(2017, 6, 30)),
            (date(2017, 7, 1), date(2018, 12, 31)),
        ]


def test_a_mandate_the_folder_takes_back_is_removed(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    text = (folder / "people.toml").read_text(encoding="utf-8")
    start = text.index('[[mandates]]\nperson = "lydie-polfer"\nseat')
    end = text.index("[[mandates]]", start + 1)
    (folder / "people.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    report = reload(folder)
    assert "removed: mandate board/luxembourg-1: lydie-polfer (no longer in the folder)" in lines(report)
    with scope(network=Network.objects.get()):
        held = Mandate.objects.get(seat__organ__key="board", seat__key="luxembourg-1")
        assert (held.person.slug, held.ends) == ("board-luxembourg-1", None)


def test_a_folder_cannot_seat_somebody_beside_a_holder_from_the_platform(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    with scope(network=Network.objects.get()):
        seat = Seat.objects.get(organ__key="board", key="metz-1")
        bauer = Person.objects.create(network=seat.network, slug="new-mayor", family_name="Muster", city=seat.city)
        begin_mandate(bauer, seat, begins=date(2026, 7, 1))
    edit(folder, "people.toml", 'seat = "board/metz-1"\nbegins = 2025', 'seat = "board/metz-1"\nbegins = 2024')
    with pytest.raises(LoadError, match=r"nobody else holds board/metz-1, found 2024-01-01, when Muster holds it"):
        reload(folder)


def test_a_president_elected_on_the_platform_stays_when_the_folder_changes(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    with scope(network=Network.objects.get()):
        leibe = Person.objects.get(slug="wolfram-leibe")
        begin_mandate(leibe, Office.objects.get(key="president"), begins=date(2027, 1, 1), ends=date(2028, 12, 31))
    edit(folder, "fields.toml", 'de = "Mobilität"', 'de = "Verkehr"')
    reload(folder)
    with scope(network=Network.objects.get()):
        assert Mandate.objects.filter(office__key="president", person__slug="wolfram-leibe").count() == 2


def test_a_folder_cannot_prolong_a_president_beyond_an_election_on_the_platform(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    with scope(network=Network.objects.get()):
        leibe = Person.objects.get(slug="wolfram-leibe")
        begin_mandate(leibe, Office.objects.get(key="president"), begins=date(2027, 1, 1), ends=date(2028, 12, 31))
    edit(folder, "people.toml", "ends = 2026-12-31", "ends = 2027-06-30")
    with pytest.raises(LoadError, match="nobody else holds president, found 2025-01-01, when Wolfram Leibe holds it"):
        reload(folder)


def test_a_mandate_given_on_the_platform_and_named_later_is_one(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    with scope(network=Network.objects.get()):
        leibe = Person.objects.get(slug="wolfram-leibe")
        given = begin_mandate(leibe, Office.objects.get(key="president"), begins=date(2027, 1, 1))
    with (folder / "people.toml").open("a") as people:
        people.write('\n[[mandates]]\nperson = "wolfram-leibe"\noffice = "president"\nbegins = 2027-01-01\n')
        people.write("ends = 2028-12-31\n")
    reload(folder)
    with scope(network=Network.objects.get()):
        assert Mandate.objects.get(office__key="president", begins=date(2027, 1, 1)).pk == given.pk
        assert Mandate.objects.get(pk=given.pk).ends == date(2028, 12, 31)


def test_two_networks_have_rows_of_their_own(db: None) -> None:
    first, second = load("quattropole"), load("tonicites")
    for network, cities, people in ((first, 8, 72), (second, 6, 24)):
        with scope(network=network):
            assert City.objects.count() == cities
            assert Person.objects.count() == people
            assert City.objects.filter(slug__in=["luxembourg", "metz"]).count() == 2
            assert not Mandate.objects.exclude(network=network).exists()
    with scope(network=first):
        metz = City.objects.get(slug="metz")
    with scope(network=second):
        assert City.objects.get(slug="metz").pk != metz.pk
        assert not City.objects.filter(pk=metz.pk).exists()


def test_loading_one_network_does_not_touch_the_other(db: None, tmp_path: Path) -> None:
    load("quattropole")
    before = dump()
    load("tonicites")
    folder = copy_of("tonicites", tmp_path)
    edit(folder, "cities.toml", 'de = "Luxemburg"', 'de = "Lützelburg"')
    reload(folder)
    with scope(network=Network.objects.get(slug="quattropole")):
        assert City.objects.get(slug="luxembourg").names["de"] == "Luxemburg"
    assert "Lützelburg" not in before
