from django.urls import path

from quattropole.website.views import amendments, decisions, house, meetings, minutes, organs, subjects

app_name = "website"
urlpatterns = [
    path("", subjects.home, name="home"),
    path("network/", subjects.network, name="network"),
    path("cities/", subjects.cities, name="cities"),
    path("cities/<slug:slug>/", subjects.city, name="city"),
    path("fields/", subjects.fields, name="fields"),
    path("fields/<slug:slug>/", subjects.field, name="field"),
    path("organs/", organs.organs, name="organs"),
    path("organs/<slug:key>/", organs.organ, name="organ"),
    path("secretariat/", subjects.secretariat, name="secretariat"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("minutes/", minutes.minutes_list, name="minutes"),
    path("minutes/register/", minutes.minutes_register, name="minutes_register"),
    path("minutes/<int:pk>/", minutes.minutes, name="minutes_page"),
    path("minutes/<int:pk>/minutes.pdf", minutes.minutes_pdf, name="minutes_pdf"),
    path("proposals/", decisions.proposals, name="proposals"),
    path("proposals/<int:pk>/", decisions.proposal, name="proposal"),
    path("amendments/<int:pk>/", amendments.amendment, name="amendment"),
    path("resolutions/", decisions.resolutions, name="resolutions"),
    path("resolutions/<slug:organ>/<int:year>/<int:number>/", decisions.resolution, name="resolution"),
    path("resolutions/<slug:organ>/<int:year>/<int:number>/proof.json", decisions.proof, name="proof"),
    path("resolutions/<slug:organ>/<int:year>/<int:number>/result.json", decisions.result_json, name="result_json"),
    path("resolutions/<slug:organ>/<int:year>/<int:number>/result.pdf", decisions.result_pdf, name="result_pdf"),
    path("statutes/", house.statutes, name="statutes"),
    path("legal/", house.legal, name="legal"),
]
