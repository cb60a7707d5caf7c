from django.urls import path

from quattropole.decisions.views import elections, proposals, register, votes

app_name = "decisions"
urlpatterns = [
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/", proposals.proposal_new, name="proposal_new"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/about/", proposals.proposal_about, name="proposal_about"),
    path("proposals/<int:pk>/place/", proposals.proposal_place, name="proposal_place"),
    path("proposals/<int:pk>/withdraw/", proposals.proposal_withdraw, name="proposal_withdraw"),
    path("meetings/<int:pk>/proposals/", proposals.agenda_add, name="agenda_add"),
    path("meetings/<int:pk>/votes/", votes.session_votes, name="session_votes"),
    path("items/<int:pk>/vote/", votes.item_vote, name="item_vote"),
    path("votes/<int:pk>/", votes.vote, name="vote"),
    path("votes/<int:pk>/state/", votes.vote_state, name="vote_state"),
    path("votes/<int:pk>/cast/", votes.cast, name="cast"),
    path("votes/<int:pk>/hands/", votes.count_hands, name="count_hands"),
    path("votes/<int:pk>/exclude/", votes.exclude, name="exclude"),
    path("votes/<int:pk>/close/", votes.close, name="close"),
    path("votes/<int:pk>/declare/", votes.declare, name="declare"),
    path("votes/<int:pk>/cancel/", votes.cancel, name="cancel"),
    path("votes/<int:pk>/register/", register.register_vote, name="register_vote"),
    path("elections/", elections.elections, name="elections"),
    path("elections/<int:pk>/", elections.election, name="election"),
    path("elections/<int:pk>/nominate/", elections.nominate, name="nominate"),
    path("elections/<int:pk>/round/", elections.open_round, name="open_round"),
    path("candidacies/<int:pk>/withdraw/", elections.step_back, name="step_back"),
    path("register/", register.register, name="register"),
]
