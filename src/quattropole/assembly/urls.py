from django.urls import path

from quattropole.assembly.views import casting, debate, motions, pages, streams

app_name = "assembly"
urlpatterns = [
    path("desk/votes/<int:pk>/ballot/", casting.cast, name="cast"),
    path("desk/meetings/<int:pk>/live/", pages.member, name="member"),
    path("desk/meetings/<int:pk>/live/console/", pages.console, name="console"),
    path("desk/meetings/<int:pk>/live/projector/", pages.projector, name="projector"),
    path("desk/meetings/<int:pk>/live/stream/", streams.stream, name="stream"),
    path("live/<int:pk>/", pages.gallery, name="gallery"),
    path("live/<int:pk>/stream/", streams.public_stream, name="public_stream"),
    path("desk/meetings/<int:pk>/live/call/", debate.call_item, name="call_item"),
    path("desk/meetings/<int:pk>/live/pause/", debate.pause, name="pause"),
    path("desk/meetings/<int:pk>/live/resume/", debate.resume, name="resume"),
    path("desk/meetings/<int:pk>/live/rules/", debate.set_rules, name="set_rules"),
    path("desk/items/<int:pk>/speak/", debate.ask_to_speak, name="ask_to_speak"),
    path("desk/items/<int:pk>/take-back/", debate.take_back, name="take_back"),
    path("desk/items/<int:pk>/finish/", debate.finish, name="finish"),
    path("desk/items/<int:pk>/put-up/", debate.put_up, name="put_up"),
    path("desk/items/<int:pk>/list/", debate.set_list, name="set_list"),
    path("desk/items/<int:pk>/order/", debate.order_by_rules, name="order_by_rules"),
    path("desk/items/<int:pk>/move/", motions.move, name="move"),
    path("desk/speeches/<int:pk>/floor/", debate.give_floor, name="give_floor"),
    path("desk/speeches/<int:pk>/end/", debate.end_speech, name="end_speech"),
    path("desk/speeches/<int:pk>/withdraw/", debate.withdraw_request, name="withdraw_request"),
    path("desk/speeches/<int:pk>/move/", debate.move_request, name="move_request"),
    path("desk/motions/<int:pk>/carry/", motions.carry_unopposed, name="carry_unopposed"),
    path("desk/motions/<int:pk>/vote/", motions.put_to_vote, name="put_to_vote"),
    path("desk/motions/<int:pk>/withdraw/", motions.withdraw, name="withdraw_motion"),
    path("desk/motions/<int:pk>/support/", motions.support, name="support"),
    path("desk/motions/<int:pk>/supporters/", motions.count_supporters, name="count_supporters"),
    path("desk/motions/<int:pk>/drop/", motions.drop, name="drop_demand"),
]
