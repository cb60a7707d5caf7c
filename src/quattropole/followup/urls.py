from django.urls import path

from quattropole.followup.views import duties, tasks

app_name = "followup"
urlpatterns = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/new/", tasks.new, name="task_new"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/change/", tasks.change, name="task_change"),
    path("tasks/<int:pk>/state/", tasks.state, name="task_state"),
    path("meetings/<int:pk>/tasks/", tasks.of_meeting, name="meeting_tasks"),
    path("register-duties/", duties.duties, name="duties"),
    path("register-duties/<int:pk>/", duties.duty, name="duty"),
    path("register-duties/<int:pk>/keep/", duties.keep, name="duty_keep"),
]
