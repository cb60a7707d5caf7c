"""What the law wants filed with the public register is noted by itself; a statute change waits for its entry."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quattropole import clock
from quattropole.access.models import AuditEntry, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.decisions import actions as decisions
from quattropole.decisions.models import Election, Resolution
from quattropole.followup import actions, queries, rules
from quattropole.followup.actions import reminding
from quattropole.followup.models import Duty
from quattropole.network.models import Network
from tests import factories
from tests.decisions import hall as halls
from tests.followup.conftest import Office


def resolve(office: Office, matter: str = "statute_change", **fields: Any) -> Resolution:
    adopted = clock.today()
    return factories.make_resolution(office.house.assembly, adopted_on=adopted, matter=matter, **fields)


def elect(office: Office, key: str = "president") -> Resolution:
    house = office.house
    held = house.presidency if key == "president" else factories.make_office(house.board, key)
    election = Election.objects.create(
        network=house.network, item=office.item, office=held, term_begins=clock.today() + timedelta(days=30)
    )
    return resolve(office, "election", election=election)


def test_statute_change_waits_for_its_entry(office: Office) -> None:
    duty = actions.follow_resolution(resolve(office), office.secretary)
    assert duty is not None
    assert (duty.kind, duty.rule, duty.cite) == ("statutes", "registration", "§ 71 Abs. 1 BGB")
    assert duty.keeps_waiting
    assert duty.summaries["en"].startswith("A change of the statutes takes effect only")
    assert actions.follow_resolution(duty.resolution, office.secretary) == duty
    assert Duty.objects.count() == 1


def test_election_of_who_represents_is_filed_after_the_term_begins(office: Office) -> None:
    duty = actions.follow_resolution(elect(office), office.secretary)
    assert duty is not None
    assert (duty.kind, duty.cite, duty.keeps_waiting) == ("board", "§ 67 Abs. 1 BGB", False)
    assert duty.due == clock.today() + timedelta(days=44)


def test_office_that_does_not_represent_is_not_filed(office: Office) -> None:
    assert actions.follow_resolution(elect(office, "treasurer"), office.secretary) is None


def test_other_resolutions_are_not_filed(office: Office) -> None:
    assert actions.follow_resolution(resolve(office, "budget"), office.secretary) is None


def test_cooperation_without_legal_form_files_nothing(network: Network) -> None:
    other = factories.make_network("tonicites", charter=factories.charter_source("tonicites"))
    from django_scopes import scope

    with scope(network=other):
        house = factories.make_house(other, councillors=1)
        changed = factories.make_resolution(house.assembly, adopted_on=clock.today(), matter="statute_change")
        assert actions.follow_resolution(changed, factories.make_viewer(house.secretary)) is None


def test_filing_and_entry_are_recorded_with_their_days(office: Office) -> None:
    duty = actions.follow_resolution(resolve(office), office.secretary)
    assert duty is not None
    today = clock.today()
    for wrong in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(NotPossible):
            actions.record_filing(duty, wrong, by=office.secretary)
    filed = actions.record_filing(duty, today, by=office.secretary, reference="VR 4711")
    assert (filed.state, filed.keeps_waiting) == ("filed", True)
    with pytest.raises(NotPossible):
        actions.drop_duty(duty, by=office.secretary, note="doch nicht")
    entered = actions.record_entry(duty, today, by=office.secretary)
    assert (entered.state, entered.registered_on, entered.reference) == ("registered", today, "VR 4711")
    assert not entered.keeps_waiting
    with pytest.raises(NotPossible):
        actions.record_entry(duty, today, by=office.secretary)
    acts = list(AuditEntry.objects.order_by("number").values_list("act", flat=True))
    assert acts == [
        "duty to the register noted",
        "duty filed with the register",
        "entry in the register recorded",
    ]


def test_duty_about_the_board_can_be_dropped_with_a_reason(office: Office) -> None:
    duty = actions.follow_resolution(elect(office), office.secretary)
    assert duty is not None
    with pytest.raises(NotPossible):
        actions.drop_duty(duty, by=office.secretary, note=" ")
    assert actions.drop_duty(duty, by=office.secretary, note="wiedergewählt").state == "dropped"


def test_only_the_secretariat_keeps_and_the_board_sees(office: Office) -> None:
    duty = actions.follow_resolution(resolve(office), office.secretary)
    assert duty is not None
    house = office.house
    for person in (house.secretary, house.president, house.councillors[0], factories.make_person(house.network)):
        viewer = factories.make_viewer(person)
        assert rules.visible_duties(viewer).exists() == rules.may_see_duties(viewer)
        if person != house.secretary:
            with pytest.raises(NotAllowed):
                actions.record_filing(duty, clock.today(), by=viewer)
    assert rules.may_see_duties(office.president)
    assert not rules.may_see_duties(office.councillor())


def test_secretariat_is_reminded_once_a_week(office: Office) -> None:
    duty = actions.follow_resolution(resolve(office), office.secretary)
    assert duty is not None
    written = []
    for day in range(30):
        clock.set_ahead(timedelta(days=day))
        written += [day] * reminding.remind(office.house.network)
        assert reminding.remind(office.house.network) == 0
    assert written == [14, 21, 28]
    assert OutgoingMail.objects.filter(kind="duty").count() == 3


def test_documents_are_those_the_law_asks_for(office: Office) -> None:
    statutes = actions.follow_resolution(resolve(office), office.secretary)
    board = actions.follow_resolution(elect(office), office.secretary)
    assert statutes is not None
    assert board is not None
    assert len(queries.documents_for(statutes, "de-ev")) == len(queries.documents_for(board, "de-ev")) == 4
    assert len(queries.documents_for(statutes, "lu-asbl")) == 3
    assert not queries.says_all("lu-asbl")


def address_of(resolution: Resolution) -> str:
    return reverse("website:resolution", args=[resolution.organ.key, resolution.year, resolution.number])


def test_public_reads_that_a_statute_change_waits(office: Office, client: Client) -> None:
    duty = actions.follow_resolution(resolve(office), office.secretary)
    assert duty is not None
    page = client.get(address_of(duty.resolution))
    assert "qp-notice--warning" in page.text
    assert "§ 71 Abs. 1 BGB" in page.text
    assert reverse("followup:duty", args=[duty.pk]) not in page.text
    factories.sign_in(client, office.house.secretary)
    assert reverse("followup:duty", args=[duty.pk]) in client.get(address_of(duty.resolution)).text
    actions.record_entry(duty, clock.today(), by=office.secretary)
    assert "qp-notice--warning" not in client.get(address_of(duty.resolution)).text


def test_pages_of_duties(office: Office, client: Client) -> None:
    duty = actions.follow_resolution(resolve(office), office.secretary)
    assert duty is not None
    listed, shown, keep = (
        reverse("followup:duties"),
        reverse("followup:duty", args=[duty.pk]),
        reverse("followup:duty_keep", args=[duty.pk]),
    )
    today = clock.today().isoformat()
    for person in (None, office.house.councillors[0]):
        if person is not None:
            factories.sign_in(client, person)
        assert {client.get(listed).status_code, client.get(shown).status_code} <= {302, 403}
        assert client.post(keep, {"act": "filed", "on": today}).status_code in (302, 403)
    factories.sign_in(client, office.house.president)
    assert client.get(shown).status_code == 200
    assert client.post(keep, {"act": "filed", "on": today}).status_code == 403
    factories.sign_in(client, office.house.secretary)
    assert str(duty.resolution.label) in client.get(listed).text
    assert "§ 71 Abs. 1 BGB" in client.get(shown).text
    assert client.post(keep, {"act": "filed"}).status_code == 400
    assert client.post(keep, {"act": "nonsense", "on": today}).status_code == 409
    assert client.post(keep, {"act": "filed", "on": today, "reference": "VR 1"}).status_code == 302
    assert client.post(keep, {"act": "registered", "on": today}).status_code == 302
    duty.refresh_from_db()
    assert duty.state == "registered"
    assert client.get(reverse("desk:start")).status_code == 200


def test_vote_that_changes_the_statutes_leaves_a_duty_in_its_transaction(network: Network) -> None:
    house = halls.furnish(network)
    meeting = halls.plan(house.assembly)
    secretary = factories.make_viewer(house.secretary)
    items = [
        decisions.place_proposal(halls.proposed(house, matter=matter), meeting, by=secretary)
        for matter in ("statute_change", "strategic")
    ]
    hall = halls.begin(house, meeting)
    for item in items:
        item.refresh_from_db()
        vote = decisions.open_vote(item, method="hands", by=hall.chair)
        decisions.count_hands(vote, counts={"yes": 12, "no": 0}, by=hall.chair)
        halls.decide(hall, vote)
    assert Resolution.objects.count() == 2
    duty = Duty.objects.get()
    assert (duty.resolution.matter, duty.state, duty.keeps_waiting) == ("statute_change", "to_file", True)


def test_vote_that_elects_who_represents_leaves_a_duty(network: Network) -> None:
    hall, item = halls.election(network)
    held = Election.objects.get(item=item)
    candidate = decisions.nominate(held, hall.house.mayors[1], by=hall.secretary)
    vote = decisions.open_round(held, method="named", by=hall.chair)
    halls.cast(hall, vote, dict.fromkeys(range(12), f"c{candidate.pk}"))
    halls.decide(hall, vote)
    assert Duty.objects.get().kind == "board"
