from django.conf import settings
from django.urls import path

from quattropole.access import mail_views, people_views, views

app_name = "access"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("log/", views.log, name="log"),
    path("log.jsonl", views.log_export, name="log_export"),
    path("mail/", mail_views.mails, name="mails"),
    path("mail/<int:pk>/", mail_views.mail, name="mail"),
    path("mail/<int:pk>/again/", mail_views.again, name="mail_again"),
    path("mail/<int:pk>/files/<int:file>/", mail_views.enclosure, name="mail_enclosure"),
    path("mail/addresses/<int:person>/", mail_views.works, name="mail_works"),
    path("people/", people_views.people, name="people"),
    path("people/<int:pk>/", people_views.person, name="person"),
    path("people/<int:pk>/account/", people_views.give_account, name="give_account"),
    path("people/<int:pk>/no-account/", people_views.take_account, name="take_account"),
    path("mail-preferences/", mail_views.preferences, name="mail_preferences"),
    path("no-more-mail/<str:token>/", mail_views.no_more, name="unsubscribe"),
]
if settings.DEMO:
    from quattropole.access import demo_views

    urlpatterns += [
        path("demo/", demo_views.enter, name="demo_enter"),
        path("demo/clock/", demo_views.clock, name="demo_clock"),
    ]
