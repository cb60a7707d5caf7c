"""What changes a meeting: planned, convened, answered, opened, attended, closed; its agenda and papers."""

from quattropole.meetings.actions.agenda import add_item, admission, move_item, remove_item, take_off
from quattropole.meetings.actions.answering import reply
from quattropole.meetings.actions.books import bind_book, make_book
from quattropole.meetings.actions.changing import change_meeting, check_move, first_day_to_move
from quattropole.meetings.actions.convening import (
    check_convocation,
    check_supplement,
    convene,
    last_day_to_convene,
    send_supplement,
)
from quattropole.meetings.actions.converting import convert_paper
from quattropole.meetings.actions.mandates import follow_mandate
from quattropole.meetings.actions.papers import (
    Incoming,
    add_languages,
    add_paper,
    add_version,
    change_paper_audience,
    move_paper,
    remove_paper,
    withdraw_paper,
)
from quattropole.meetings.actions.planning import cancel_meeting, plan_meeting
from quattropole.meetings.actions.posting import go_on_making, mark_posted, send_by_post
from quattropole.meetings.actions.presence import (
    check_in,
    check_out,
    record_all_announced,
    record_arrival,
    record_city,
    record_departure,
)
from quattropole.meetings.actions.proxies import check_proxy, give_proxy, withdraw_proxy
from quattropole.meetings.actions.second_call import plan_second_call, taking_over
from quattropole.meetings.actions.session import close_meeting, closing_checks, closing_deeds, open_meeting
from quattropole.meetings.actions.wording import Said, say_item, say_meeting

__all__ = [
    "Incoming",
    "Said",
    "add_item",
    "add_languages",
    "add_paper",
    "add_version",
    "admission",
    "bind_book",
    "cancel_meeting",
    "change_meeting",
    "change_paper_audience",
    "check_convocation",
    "check_in",
    "check_move",
    "check_out",
    "check_proxy",
    "check_supplement",
    "close_meeting",
    "closing_checks",
    "closing_deeds",
    "convene",
    "convert_paper",
    "first_day_to_move",
    "follow_mandate",
    "give_proxy",
    "go_on_making",
    "last_day_to_convene",
    "make_book",
    "mark_posted",
    "move_item",
    "move_paper",
    "open_meeting",
    "plan_meeting",
    "plan_second_call",
    "record_all_announced",
    "record_arrival",
    "record_city",
    "record_departure",
    "remove_item",
    "remove_paper",
    "reply",
    "say_item",
    "say_meeting",
    "send_by_post",
    "send_supplement",
    "take_off",
    "taking_over",
    "withdraw_paper",
    "withdraw_proxy",
]
