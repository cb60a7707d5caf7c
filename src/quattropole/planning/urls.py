from django.urls import path

from quattropole.planning.views import answers, habits, logistics, mandates, timeline

app_name = "planning"
urlpatterns = [
    path("planning/new/", habits.propose, name="propose"),
    path("planning/calendar/", mandates.year, name="calendar"),
    path("planning/calendar/<int:year>/", mandates.year, name="year"),
    path("planning/habits/<slug:organ>/", habits.habits, name="habits"),
    path("planning/habits/<slug:organ>/steps/new/", habits.add_habit_step, name="add_habit_step"),
    path("planning/habits/<slug:organ>/steps/<slug:key>/", habits.habit_step, name="habit_step"),
    path("planning/habits/<slug:organ>/steps/<slug:key>/drop/", habits.drop_habit_step, name="drop_habit_step"),
    path("mandates/", mandates.mandates, name="mandates"),
    path("meetings/<int:pk>/planning/", timeline.meeting, name="meeting"),
    path("meetings/<int:pk>/planning/steps/new/", timeline.add, name="add_step"),
    path("meetings/<int:pk>/planning/steps/<slug:key>/", timeline.step, name="step"),
    path("meetings/<int:pk>/planning/steps/<slug:key>/done/", timeline.finish, name="finish_step"),
    path("meetings/<int:pk>/planning/steps/<slug:key>/open/", timeline.reopen, name="reopen_step"),
    path("meetings/<int:pk>/planning/steps/<slug:key>/remove/", timeline.drop, name="drop_step"),
    path("meetings/<int:pk>/planning/hints/place/", timeline.place_hint, name="place_hint"),
    path("meetings/<int:pk>/planning/hints/dismiss/", timeline.dismiss_hint, name="dismiss_hint"),
    path("meetings/<int:pk>/planning/hints/take-back/", timeline.take_back_hint, name="take_back_hint"),
    path("meetings/<int:pk>/planning/logistics/", logistics.logistics, name="logistics"),
    path("meetings/<int:pk>/planning/logistics/interpretation/", logistics.interpret, name="interpret"),
    path(
        "meetings/<int:pk>/planning/logistics/interpretation/<int:entry>/remove/",
        logistics.drop_interpretation,
        name="drop_interpretation",
    ),
    path("meetings/<int:pk>/planning/logistics/checklist/", logistics.tick, name="tick"),
    path("meetings/<int:pk>/planning/logistics/checklist/new/", logistics.add_check, name="add_check"),
    path("meetings/<int:pk>/planning/logistics/checklist/remove/", logistics.drop_check, name="drop_check"),
    path("meetings/<int:pk>/planning/logistics/costs/", logistics.add_cost, name="add_cost"),
    path("meetings/<int:pk>/planning/logistics/costs/<int:entry>/remove/", logistics.drop_cost, name="drop_cost"),
    path("meetings/<int:pk>/planning/answers/", answers.answers, name="answers"),
    path("meetings/<int:pk>/planning/answers/remind/", answers.remind, name="remind"),
    path("meetings/<int:pk>/planning/answers/<slug:name>.csv", answers.export, name="answers_csv"),
]
