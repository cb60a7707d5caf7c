from collections.abc import Callable
from typing import TypeVar

from django.apps import AppConfig

Asked = TypeVar("Asked", bound=Callable[..., object])


class AssemblyConfig(AppConfig):
    name = "quattropole.assembly"
    label = "assembly"

    def ready(self) -> None:
        """What votes and the end of a meeting mean for its debate, and what of the debate keeps a vote from opening."""
        from quattropole.assembly.actions import effects, floor
        from quattropole.assembly.queries.procedure import secret_demanded_by
        from quattropole.assembly.stream.departures import follow_accounts
        from quattropole.decisions.actions import declaring, voting
        from quattropole.meetings.actions import closing_deeds

        _register(closing_deeds, floor.end_with_meeting)
        _register(voting.before_opening, effects.why_not_open)
        _register(voting.at_opening, floor.follow_vote)
        _register(voting.breaking_off, effects.move_again)
        _register(voting.secret_demands, secret_demanded_by)
        _register(declaring.consequences, effects.follow_result)
        follow_accounts()


def _register(registered: list[Asked], asked: Asked) -> None:
    if asked not in registered:
        registered.append(asked)
