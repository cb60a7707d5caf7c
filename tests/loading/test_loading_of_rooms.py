"""What meetings, decisions and access load of a folder: records, a planned assembly, proposals, the audit row."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django_scopes import scope

from quattropole.access.audit import faults
from quattropole.access.demo import entries
from quattropole.access.loading import load
from quattropole.access.models import AuditEntry
from quattropole.decisions.models import Election, Proposal, Resolution
from quattropole.meetings.models import Meeting
from quattropole.network.loading import LoadError
from quattropole.network.models import Network
from quattropole.texts.models import State
from tests.network.folders import NETWORKS, TODAY, copy_of, edit


@pytest.fixture
def quattropole(db: None) -> Iterator[Network]:
    load(NETWORKS / "quattropole", demo=True, today=TODAY)
    network = Network.objects.get()
    with scope(network=network):
        yield network


def test_a_load_is_one_act_in_the_audit_log(quattropole: Network) -> None:
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.person, entry.details["demo"]) == ("network folder loaded", None, True)
    assert entry.details["created"] > 300
    load(NETWORKS / "quattropole", demo=True, today=TODAY)
    assert AuditEntry.objects.count() == 1
    assert list(faults(quattropole)) == []


def test_the_campaign_is_proposed_in_german_and_waits_for_french(quattropole: Network) -> None:
    campaign = Proposal.objects.get(slug="campaign")
    wordings = {wording.language: wording for wording in campaign.text.wordings.all()}
    assert (campaign.state, campaign.matter, campaign.proposed_on) == ("proposed", "strategic", date(2026, 6, 2))
    assert set(wordings) == {"de"}
    assert wordings["de"].state == State.REVIEWED
    assert wordings["de"].revisions.count() == 1
    assert "einzigartige grenzüberschreitende Netzwerk bilden" in wordings["de"].body
    placement = campaign.placements.get()
    assert (placement.purpose, placement.item.meeting.slug) == ("propose", "board-2026-06")
    cybersecurity = Proposal.objects.get(slug="cybersecurity")
    assert {wording.language for wording in cybersecurity.text.wordings.all()} == {"de", "fr"}


def test_what_is_invented_says_so(quattropole: Network) -> None:
    draft = Proposal.objects.get(slug="demo-ring-train")
    assert (draft.state, draft.proposed_on, draft.audience) == ("draft", None, "network")
    assert all(re.search("[Ee]rfunden|[Ii]nvent", w.title + w.body) for w in draft.text.wordings.all())
    meeting = Meeting.objects.get(slug="demo-assembly")
    assert all(re.search("erfunden|inventé|erfonnt|invented", title) for title in meeting.titles.values())


def test_the_planned_assembly_is_not_convened_and_elects_a_president(quattropole: Network) -> None:
    meeting = Meeting.objects.get(slug="demo-assembly")
    assert (meeting.state, meeting.convocations.count(), meeting.host_city and meeting.host_city.slug) == (
        "planned",
        0,
        "saarbruecken",
    )
    assert [item.kind for item in meeting.items.all()] == ["formality", "information", "election"]
    item = meeting.items.get(kind="election")
    assert (item.office, item.proposed_by) == ("president", ["board"])
    assert not item.findings["refused"]
    election = Election.objects.get()
    assert (election.item, election.term_begins, election.term_ends) == (item, date(2027, 1, 1), date(2028, 12, 31))


def test_resolutions_before_the_platform_say_what_cannot_be_told(quattropole: Network) -> None:
    records = {entry.label: entry for entry in Resolution.objects.filter(is_record=True)}
    assert set(records) == {"2014-1", "2017-1", "2018-1"}
    assert all(entry.audience == "public" and entry.sources and entry.meeting for entry in records.values())
    gates = records["2017-1"].proof["gates"]
    assert set(gates) == {"convene", "open_meeting", "open_vote", "declare_result"}
    assert all(verdict["outcome"] == "cannot_tell" for gate in gates.values() for verdict in gate["verdicts"])
    assert all(set(verdict["texts"]) >= {"de", "fr", "en"} for gate in gates.values() for verdict in gate["verdicts"])
    elected = records["2018-1"].proof["gates"]
    assert elected["open_vote"]["verdicts"][0]["outcome"] == "met"
    assert "einstimmig" in elected["declare_result"]["verdicts"][0]["texts"]["de"].lower()
    assert elected["convene"]["statutes"] == "2016"


def test_a_demo_offers_people_who_exist(quattropole: Network) -> None:
    offered = entries(quattropole)
    assert [entry.slug for entry in offered] == [entry["slug"] for entry in quattropole.demo_entries]
    assert [str(entry.person) for entry in offered][:4] == [
        "Geschäftsstelle, Stelle 1",
        "François Grosdidier",
        "Sitz 3, Metz",
        "Sitz 1, Trier",
    ]
    assert all(set(entry.label) == set(entry.hint) == {"de", "fr", "lb", "en"} for entry in offered)


def test_an_item_that_the_charter_does_not_admit_refuses_the_folder(tmp_path: Path, db: None) -> None:
    folder = copy_of("quattropole", tmp_path)
    edit(folder, "demo.toml", 'proposed_by = ["board"]\n', "")
    with pytest.raises(LoadError, match="an item that the charter admits"):
        load(folder, demo=True, today=TODAY)
    assert not Network.objects.exists()
    assert not AuditEntry._base_manager.exists()


def test_a_meeting_removed_on_the_platform_does_not_come_back(quattropole: Network) -> None:
    Election.objects.all().delete()
    Meeting.objects.get(slug="demo-assembly").delete()
    report = load(NETWORKS / "quattropole", demo=True, today=TODAY)
    assert not report.changes
    assert "left as it is: meeting demo-assembly (removed on the platform)" in list(report)
    assert not Meeting.objects.filter(slug="demo-assembly").exists()
