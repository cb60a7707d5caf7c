"""A folder with a fault is refused whole, with file, key, expectation and finding in plain words."""

from pathlib import Path

import pytest

from quattropole.network.loading import LoadError, load_folder
from quattropole.network.models import FolderRecord, Network
from tests.network.folders import TODAY, copy_of, edit, reload

BRITZ = '[[mandates]]\nperson = "charlotte-britz"\noffice = "president"\nbegins = 2015-01-01\nends = 2016-12-31\n'
FAULTS = {
    "unknown key": (
        ("network.toml", 'slug = "quattropole"', 'slug = "quattropole"\ncolor = "red"'),
        ("network.toml", "color", "one of the known keys", "an unknown key"),
    ),
    "unknown key in a list of tables": (
        ("cities.toml", "colour = 2", "color = 2"),
        ("cities.toml", "cities[2].color", "one of the known keys", "an unknown key"),
    ),
    "wrong type": (
        ("cities.toml", "colour = 2", 'colour = "two"'),
        ("cities.toml", "cities[2].colour", "a whole number", '"two"'),
    ),
    "true is no number": (
        ("cities.toml", "colour = 2", "colour = true"),
        ("cities.toml", "cities[2].colour", "a whole number", "true"),
    ),
    "missing key": (
        ("cities.toml", 'country = "FR"\n', ""),
        ("cities.toml", "cities[2].country", "a text", "nothing"),
    ),
    "country that does not exist": (
        ("cities.toml", 'country = "FR"', 'country = "XQ"'),
        ("cities.toml", "cities[2].country", "a country's code", '"XQ"'),
    ),
    "missing language": (
        ("fields.toml", 'de = "Mobilität", fr = "Mobilité"', 'de = "Mobilität"'),
        ("fields.toml", "fields[2].names.fr", "a text in this language", "nothing"),
    ),
    "language the network does not have": (
        ("fields.toml", 'de = "Mobilität"', 'de = "Mobilität", it = "Mobilità"'),
        ("fields.toml", "fields[2].names.it", "a language of the network: de, fr, lb, en", "it"),
    ),
    "empty wording": (
        ("fields.toml", 'de = "Mobilität"', 'de = ""'),
        ("fields.toml", "fields[2].names.de", "a text", "an empty text"),
    ),
    "mandate of an unknown person": (
        ("people.toml", 'person = "charlotte-britz"', 'person = "charlotte-brits"'),
        ("people.toml", "mandates[1].person", "a person of this folder", 'did you mean "charlotte-britz"?'),
    ),
    "mandate of an unknown office": (
        ("people.toml", 'office = "vice_president"', 'office = "vice-president"'),
        ("people.toml", "mandates[7].office", "a office of this folder", '"vice-president"'),
    ),
    "mandate on an unknown seat": (
        ("people.toml", 'seat = "board/metz-1"', 'seat = "board/metz-2"'),
        ("people.toml", "mandates[9].seat", "a seat of this folder", '"board/metz-2"'),
    ),
    "mandate of a seat and an office": (
        ("people.toml", BRITZ, BRITZ + 'seat = "board/saarbruecken-1"\n'),
        ("people.toml", "mandates[1].seat", "a seat or an office", "both"),
    ),
    "mandate that ends before it begins": (
        ("people.toml", "ends = 2016-12-31", "ends = 2014-12-31"),
        ("people.toml", "mandates[1].ends", "a day from 2015-01-01 on", "2014-12-31"),
    ),
    "mandate before its seat exists": (
        ("people.toml", 'seat = "board/saarbruecken-1"\nbegins = 2015', 'seat = "board/saarbruecken-1"\nbegins = 2013'),
        ("people.toml", "mandates[8].begins", "a day from 2014-10-16 on, when the seat exists", "2013-01-01"),
    ),
    "two presidents on one day": (
        ("people.toml", "begins = 2017-01-01", "begins = 2016-12-31"),
        ("people.toml", "mandates[2].begins", "which ends on 2016-12-31", "2016-12-31"),
    ),
    "two holders of one seat": (
        ("people.toml", "begins = 2023-01-01\nassumed", "begins = 2016-01-01\nassumed"),
        ("people.toml", "mandates[12].begins", "a day after the mandate of charlotte-britz", "2016-01-01"),
    ),
    "somebody of another city": (
        ("people.toml", 'seat = "board/trier-1"', 'seat = "board/luxembourg-1"'),
        ("people.toml", "mandates[10].person", "somebody of the city luxembourg", "wolfram-leibe of trier"),
    ),
    "city of a person that does not exist": (
        ("people.toml", 'city = "saarbruecken"', 'city = "saarbrücken"'),
        ("people.toml", "people[1].city", "a city of this folder", '"saarbrücken"'),
    ),
    "person twice": (
        ("people.toml", 'slug = "dominique-gros"', 'slug = "charlotte-britz"'),
        ("people.toml", "people[2].slug", "a person of its own", '"charlotte-britz" again'),
    ),
    "person without name and label": (
        ("people.toml", 'family_name = "Britz"\n', ""),
        ("people.toml", "people[1].family_name", "a name, or a label", "nothing"),
    ),
    "membership that ends before it begins": (
        ("cities.toml", "until = 2014-10-15", "until = 1999-10-15"),
        ("cities.toml", "cities[1].memberships[1].until", "a day from 2000-02-29 on", "1999-10-15"),
    ),
    "overlapping memberships": (
        ("cities.toml", "until = 2014-10-15", "until = 2014-10-16"),
        ("cities.toml", "cities[1].memberships[2].since", "which ends on 2014-10-16", "2014-10-16"),
    ),
    "alliance with an unknown city": (
        ("alliances.toml", 'city = "longwy"', 'city = "longvy"'),
        ("alliances.toml", "alliances[2].members[3].city", "a city of this folder", 'did you mean "longwy"?'),
    ),
    "partial date that is none": (
        ("alliances.toml", 'founded = "2006-07"', 'founded = "July 2006"'),
        ("alliances.toml", "alliances[2].founded", "a date such as 2014-10-16", '"July 2006"'),
    ),
    "event without a source": (
        ("history.toml", 'sources = ["portrait"]\n', ""),
        ("history.toml", "events[2].sources", "a list", "nothing"),
    ),
    "source that does not exist": (
        ("history.toml", 'sources = ["portrait"]', 'sources = ["portrat"]'),
        ("history.toml", "events[2].sources[1]", "a source of this folder", 'did you mean "portrait"?'),
    ),
    "election that does not say of whom": (
        ("resolutions.toml", 'office = "president"\n', ""),
        ("resolutions.toml", "resolutions[3].office", "a text", "nothing"),
    ),
    "kind that does not exist": (
        ("organs.toml", 'kind = "committee"', 'kind = "commission"'),
        ("organs.toml", "organs[3].kind", "one of board, assembly, committee", '"commission"'),
    ),
    "organ the charter does not know": (
        ("organs.toml", 'key = "assembly"\nkind', 'key = "parliament"\nkind'),
        ("organs.toml", "organs[2].key", "an organ of the charter", '"parliament"'),
    ),
    "office the charter does not know": (
        ("organs.toml", 'key = "treasurer"', 'key = "cashier"'),
        ("organs.toml", "offices[3].key", "an office of the charter", '"cashier"'),
    ),
    "seats of the charter listed again": (
        (
            "organs.toml",
            "[[organs.seat_titles]]\nnumber = 1",
            '[[organs.seats]]\nkey = "x"\n[[organs.seat_titles]]\nnumber = 1',
        ),
        ("organs.toml", "organs[3].seats", "nothing, because the charter says", "a list"),
    ),
    "seat title with an unknown word": (
        ("organs.toml", 'de = "Sitz {number}, {city}"', 'de = "Sitz {nummer}, {city}"'),
        ("organs.toml", "organs[2].seat_titles[2].titles.de", "words with {number}, {city} or {head}", "{nummer}"),
    ),
    "project group with an unknown field": (
        ("organs.toml", 'fields = ["tourism"]', 'fields = ["tourisme"]'),
        ("organs.toml", "organs[4].fields[1]", "a field of action of this folder", '"tourisme"'),
    ),
    "languages other than those of the statutes": (
        ("network.toml", 'authentic_languages = ["de", "fr"]', 'authentic_languages = ["de"]'),
        ("network.toml", "authentic_languages", "the authentic languages of the statutes: de, fr", "de"),
    ),
    "time zone that does not exist": (
        ("network.toml", "Europe/Luxembourg", "Europe/Metz"),
        ("network.toml", "time_zone", "a time zone", '"Europe/Metz"'),
    ),
    "proposal on an unknown field": (
        ("proposals.toml", 'field = "digital"', 'field = "cyber"'),
        ("proposals.toml", "proposals[2].field", "a field of action of this folder", '"cyber"'),
    ),
    "proposal on a matter the charter does not know": (
        ("proposals.toml", 'matter = "strategic"', 'matter = "strategy"'),
        ("proposals.toml", "proposals[1].matter", "a matter of this folder", 'did you mean "strategic"?'),
    ),
    "proposal in a language the network does not have": (
        ("proposals.toml", "[proposals.texts.fr]", "[proposals.texts.it]"),
        ("proposals.toml", "proposals[2].texts.it", "a language of the network", "it"),
    ),
    "wording that binds in a language that does not": (
        ("demo.toml", '[proposals.texts.fr]\nstate = "draft"', '[proposals.texts.en]\nstate = "authentic"'),
        ("demo.toml", "proposals[1].texts.en.state", "this language does not bind", '"authentic"'),
    ),
    "attendance on an unknown seat": (
        ("meetings.toml", 'seat = "board/trier-1"', 'seat = "board/treves-1"'),
        ("meetings.toml", "meetings[5].attendance[2].seat", "a seat of this folder", '"board/treves-1"'),
    ),
    "election without an office": (
        ("demo.toml", 'office = "president"\n', ""),
        ("demo.toml", "meetings[1].items[3].office", "the office to be filled", "nothing"),
    ),
    "election under an item where nothing is elected": (
        ("demo.toml", 'item = "demo-assembly/3"', 'item = "demo-assembly/2"'),
        ("demo.toml", "elections[1].item", "an agenda item of the kind election", '"demo-assembly/2"'),
    ),
    "resolution from before the statutes": (
        ("resolutions.toml", "adopted_on = 2014-10-16", "adopted_on = 2013-10-16"),
        ("resolutions.toml", "resolutions[1].adopted_on", "a day on which statutes were in force", "2013-10-16"),
    ),
    "resolution of an unknown meeting": (
        ("resolutions.toml", 'meeting = "assembly-2017"', 'meeting = "assembly-2016"'),
        ("resolutions.toml", "resolutions[2].meeting", "a meeting of this folder", "did you mean"),
    ),
    "entry as somebody who does not exist": (
        ("demo.toml", 'person = "assembly-metz-3"', 'person = "assembly-metz-33"'),
        ("demo.toml", "enter[3].person", "a person of this folder", '"assembly-metz-33"'),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_folder_with_a_fault_is_refused_whole(fault: str, tmp_path: Path, db: None) -> None:
    (file, old, new), (where, key, expected, found) = FAULTS[fault]
    folder = copy_of("quattropole", tmp_path)
    edit(folder, file, old, new)
    with pytest.raises(LoadError) as refused:
        reload(folder)
    problems = [problem for problem in refused.value.problems if (problem.file, problem.key) == (where, key)]
    assert len(problems) == 1, refused.value
    assert expected in problems[0].expected
    assert found in problems[0].found
    assert f"{where}: {key}: expected" in str(refused.value)
    assert not Network.objects.exists()


def test_all_problems_are_named_at_once(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    edit(folder, "cities.toml", "colour = 2", 'colour = "two"')
    edit(folder, "people.toml", 'person = "charlotte-britz"', 'person = "nobody"')
    edit(folder, "fields.toml", 'de = "Mobilität", ', "")
    with pytest.raises(LoadError, match="3 problems; nothing was loaded"):
        reload(folder)


@pytest.mark.parametrize("file", ["network.toml", "charter.toml", "cities.toml", "organs.toml"])
def test_a_folder_without_a_file_it_needs_is_refused(file: str, tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    (folder / file).unlink()
    with pytest.raises(LoadError, match=rf"{file}: \(file\): expected a file in the folder, found no such file"):
        reload(folder)


def test_a_file_that_is_no_toml_is_the_only_problem_named_of_what_depends_on_it(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    edit(folder, "people.toml", "[[people]]", "[[people]")
    with pytest.raises(LoadError, match=r"people\.toml") as refused:
        reload(folder)
    assert [problem.file for problem in refused.value.problems] == ["people.toml"]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    (folder / "history.toml").write_bytes("[[events]]\n# Gründung\n".encode("latin-1"))
    with pytest.raises(LoadError, match="expected text in UTF-8"):
        reload(folder)


def test_an_unknown_file_is_refused(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    (folder / "peoples.toml").write_text("")
    with pytest.raises(LoadError, match=r"peoples\.toml: .*an unknown file"):
        reload(folder)


def test_a_fault_in_the_charter_is_named_with_the_others(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    edit(folder, "charter.toml", 'role = "board"', 'role = "bored"')
    edit(folder, "cities.toml", "colour = 2", 'colour = "two"')
    with pytest.raises(LoadError) as refused:
        reload(folder)
    assert {problem.file for problem in refused.value.problems} == {"charter.toml", "cities.toml"}


def test_an_address_that_is_none_is_refused_whole(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    edit(folder, "people.toml", 'slug = "maurice-bauer"', 'slug = "maurice-bauer"\nemail = "maurice"')
    with pytest.raises(LoadError, match=r"people\[7\].email"):
        reload(folder)
    assert not Network.objects.exists()


def test_a_refused_change_leaves_the_network_as_it_was(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    reload(folder)
    before = set(FolderRecord._base_manager.values_list("kind", "key", "said"))
    edit(folder, "fields.toml", 'de = "Mobilität"', 'de = "Verkehr"')
    edit(folder, "people.toml", 'slug = "maurice-bauer"', 'slug = "maurice-bauer"\nemail = "maurice"')
    with pytest.raises(LoadError):
        reload(folder)
    assert set(FolderRecord._base_manager.values_list("kind", "key", "said")) == before


def test_turns_of_cities_the_folder_does_not_know_are_refused(tmp_path: Path, db: None) -> None:
    folder = copy_of("tonicites", tmp_path)
    edit(folder, "charter.toml", '"esch"]', '"differdange"]')
    with pytest.raises(LoadError, match="differdange"):
        load_folder(folder, today=TODAY)
