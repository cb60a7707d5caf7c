from django.urls import path

from quattropole.minutes.views import acts, lists, reading, writing

app_name = "minutes"
urlpatterns = [
    path("", lists.minutes_list, name="list"),
    path("meeting/<int:pk>/", reading.meeting, name="meeting"),
    path("meeting/<int:pk>/begin/", writing.begin, name="begin"),
    path("<int:pk>/", reading.minutes, name="minutes"),
    path("<int:pk>/minutes.pdf", reading.pdf, name="pdf"),
    path("<int:pk>/settings/", writing.settings, name="settings"),
    path("<int:pk>/gather/", writing.gather, name="gather"),
    path("<int:pk>/section/<int:section>/", writing.section, name="section"),
    path("<int:pk>/propose/", acts.propose, name="propose"),
    path("<int:pk>/take-back/", acts.take_back, name="take_back"),
    path("<int:pk>/request/", acts.request_correction, name="request"),
    path("requests/<int:pk>/answer/", acts.answer, name="answer"),
    path("<int:pk>/approve/", acts.approve, name="approve"),
    path("<int:pk>/sign/", acts.sign, name="sign"),
    path("<int:pk>/seal/", acts.seal, name="seal"),
    path("<int:pk>/publish/", acts.publish, name="publish"),
    path("<int:pk>/correct/", acts.correct, name="correct"),
]
