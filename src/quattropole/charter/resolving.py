"""Putting one version of the statutes together from its layers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from quattropole.charter import blocks as b
from quattropole.charter.layers import Layers, Rule
from quattropole.charter.model import Effect, OrganRules, Role, SeatGroup
from quattropole.charter.offices import OfficeRules
from quattropole.charter.reading import Block
from quattropole.charter.statutes import Deciding, Exclusion, Law, MatterRules, Statutes

ROLES = {"assembly": Role.ASSEMBLY, "board": Role.BOARD, "group": Role.GROUP}


def resolve(network: str, law: Law, layers: Layers, valid_from: date, valid_until: date | None) -> Statutes:
    """One version of the statutes with every value in place."""
    newest = layers.newest
    law_interests, law_source = layers.read(b.read_interests, ("",), ("exclusion",))
    added = layers.in_statutes(("exclusion",))
    also, also_source = b.read_added_interests(added) if added else ((), law_source)
    organs = {key: _organ(layers, key) for key in layers.keys("organs")}
    return Statutes(
        network=network,
        key=newest.text("key"),
        names=newest.names("names"),
        valid_from=valid_from,
        valid_until=valid_until,
        adopted_on=newest.maybe_day("adopted_on"),
        registered_on=newest.maybe_day("registered_on"),
        source=newest.source(),
        law=law,
        languages=_top(layers, b.read_languages, "languages"),
        membership=_top(layers, b.read_membership, "membership"),
        minimum_members=layers.read(b.read_minimum_members, ("",), ("minimum_members",)),
        exclusion=Exclusion(law_interests, also, law_source, also_source),
        representation=_top(layers, b.read_representation, "representation"),
        board_appointment=_top(layers, b.read_board_appointment, "board_appointment"),
        validity=_top(layers, b.read_validity, "validity"),
        register=_top(layers, b.read_register, "register"),
        organs=organs,
        offices={key: _office(layers, key) for key in layers.keys("offices")},
        matters={key: _matter(layers, key, organs) for key in _matter_keys(layers)},
    )


def _top(layers: Layers, reader: Callable[[Block], Rule], name: str) -> Rule:
    return layers.read(reader, (name,), (name,))


def _organ(layers: Layers, key: str) -> OrganRules:
    path = ("organs", key)
    role_holder = layers.holder((*path, "role"))
    role = role_holder.choice("role", Role) if role_holder is not None else ROLES.get(key, Role.COMMITTEE)

    def read(reader: Callable[[Block], Rule], name: str) -> Rule:
        return layers.read(reader, (*path, name), ("organs", role.value, name), ("organ", name))

    def maybe(reader: Callable[[Block], Rule], name: str) -> Rule | None:
        return layers.maybe(reader, (*path, name), ("organs", role.value, name), ("organ", name))

    head = layers.in_statutes(path) or layers.newest
    return OrganRules(
        key=key,
        role=role,
        names=read(b.read_names, "names"),
        seats=_seats(layers, key),
        parity=read(b.read_parity, "parity"),
        substitution=read(b.read_substitution, "substitution"),
        proxies=read(b.read_proxies, "proxies"),
        quorum=read(b.read_quorum, "quorum"),
        second_call=read(b.read_second_call, "second_call"),
        notice=read(b.read_notice, "notice"),
        items=read(b.read_items, "items"),
        conveners=read(b.read_conveners, "conveners"),
        demand=read(b.read_demand, "demand"),
        regular=read(b.read_regular, "regular"),
        attendance=read(b.read_attendance, "attendance"),
        circular=read(b.read_circular, "circular"),
        chair=read(b.read_chair, "chair"),
        secret=read(b.read_secret, "secret"),
        ballots=read(b.read_ballots, "ballots"),
        majority=maybe(b.read_majority, "majority"),
        source=head.source(),
    )


def _seats(layers: Layers, key: str) -> tuple[SeatGroup, ...]:
    holder = layers.holder(("organs", key, "seats"))
    if holder is None:
        layers.newest.problem(f"organs.{key}.seats", "at least one [[...seats]] table: an organ without seats is none")
        return ()
    return tuple(b.read_seats(block) for block in holder.subs("seats"))


def _office(layers: Layers, key: str) -> OfficeRules:
    path = ("offices", key)

    def read(reader: Callable[[Block], Rule], name: str) -> Rule:
        return layers.read(reader, (*path, name), ("office", name))

    places_holder = layers.holder((*path, "places"))
    head = layers.in_statutes(path) or layers.newest
    return OfficeRules(
        key=key,
        names=read(b.read_names, "names"),
        places=places_holder.integer("places", least=1) if places_holder else 1,
        election=read(b.read_election, "election"),
        eligible=read(b.read_eligible, "eligible"),
        term=read(b.read_term, "term"),
        rotation=layers.maybe(b.read_rotation, (*path, "rotation")),
        majority=read(b.read_majority, "majority"),
        run_off=read(b.read_run_off, "run_off"),
        tie=read(b.read_tie, "tie"),
        secret=read(b.read_secret, "secret"),
        source=head.source(),
    )


def _matter_keys(layers: Layers) -> tuple[str, ...]:
    of_law = layers.law.sub("matters")
    keys = (*(of_law.table if of_law else ()), *layers.keys("matters"))
    return tuple(dict.fromkeys(keys))


def _deciding(layers: Layers, key: str, organs: Mapping[str, OrganRules]) -> Deciding:
    """Who decides a matter. The law names organs by their role; here they get their keys."""
    block, of_law = layers.block(("matters", key, "deciding"), (("matters", key, "deciding"), ("matter", "deciding")))
    if block is None or not of_law:
        return layers.read(b.read_deciding, ("matters", key, "deciding"))
    rule = b.read_deciding(block)
    keys = tuple(organ.key for role in rule.organs for organ in organs.values() if organ.role.value == role)
    return replace(rule, organs=keys)


def _matter(layers: Layers, key: str, organs: Mapping[str, OrganRules]) -> MatterRules:
    path = ("matters", key)

    def read(reader: Callable[[Block], Rule], name: str) -> Rule:
        return layers.read(reader, (*path, name), (*path, name), ("matter", name))

    def maybe(reader: Callable[[Block], Rule], name: str) -> Rule | None:
        return layers.maybe(reader, (*path, name), (*path, name))

    _, of_law = layers.block((*path, "majority"), ((*path, "majority"), ("matter", "majority")))
    head, _ = layers.block(path, (path, ("matter",)))
    head = head or layers.newest
    return MatterRules(
        key=key,
        names=read(b.read_names, "names"),
        deciding=_deciding(layers, key, organs),
        proposing=read(b.read_proposing, "proposing"),
        majority=read(b.read_majority, "majority"),
        majority_from_law=of_law,
        naming=read(b.read_naming, "naming"),
        quorum=maybe(b.read_quorum, "quorum"),
        registration=read(b.read_registration, "registration"),
        exclusion=key != "election",
        effect=head.choice("effect", Effect, Effect.VOID),
        source=head.source(),
    )
