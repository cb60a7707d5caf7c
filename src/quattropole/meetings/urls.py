from django.urls import path

from quattropole.meetings.views import agenda, answering, cards, planning, presence, proxies, session

app_name = "meetings"
urlpatterns = [
    path("meetings/", planning.meeting_list, name="list"),
    path("meetings/new/", planning.new, name="new"),
    path("meetings/<int:pk>/", planning.detail, name="detail"),
    path("meetings/<int:pk>/edit/", planning.edit, name="edit"),
    path("meetings/<int:pk>/convene/", planning.convene, name="convene"),
    path("meetings/<int:pk>/supplement/", planning.supplement, name="supplement"),
    path("meetings/<int:pk>/second-call/", planning.second_call, name="second_call"),
    path("meetings/<int:pk>/cancel/", planning.cancel, name="cancel"),
    path("meetings/<int:pk>/items/new/", agenda.add_item, name="add_item"),
    path("meetings/<int:pk>/items/<int:item>/move/", agenda.move_item, name="move_item"),
    path("meetings/<int:pk>/items/<int:item>/remove/", agenda.remove_item, name="remove_item"),
    path("meetings/<int:pk>/papers/new/", agenda.add_paper, name="add_paper"),
    path("meetings/<int:pk>/papers/<int:paper>/remove/", agenda.remove_paper, name="remove_paper"),
    path("meetings/<int:pk>/reply/", answering.reply, name="reply"),
    path("meetings/<int:pk>/session/", session.session, name="session"),
    path("meetings/<int:pk>/session/open/", session.open_session, name="open"),
    path("meetings/<int:pk>/session/close/", session.close_session, name="close"),
    path("meetings/<int:pk>/session/here/", presence.here, name="here"),
    path("meetings/<int:pk>/session/gone/", presence.gone, name="gone"),
    path("meetings/<int:pk>/session/arrive/", presence.arrive, name="arrive"),
    path("meetings/<int:pk>/session/arrive-all/", presence.arrive_all, name="arrive_all"),
    path("meetings/<int:pk>/session/arrive-city/", presence.arrive_city, name="arrive_city"),
    path("meetings/<int:pk>/session/leave/", presence.leave, name="leave"),
    path("meetings/<int:pk>/session/seats/", presence.seats, name="seats"),
    path("meetings/<int:pk>/session/seats/<int:seat>/", presence.seat, name="seat"),
    path("meetings/<int:pk>/session/seats/<int:seat>/proxy/", proxies.give, name="proxy"),
    path("meetings/<int:pk>/session/proxy/", proxies.give_own, name="own_proxy"),
    path("meetings/<int:pk>/session/withdraw-proxy/", proxies.withdraw, name="withdraw_proxy"),
    path("meetings/<int:pk>/cards/", cards.cards, name="cards"),
    path("here/<str:token>/", cards.card, name="card"),
    path("papers/<int:pk>/", agenda.paper, name="paper"),
]
