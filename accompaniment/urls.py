"""The addresses of the accompaniment: a block for each subject, each with its module of views."""

app_name = "accompaniment"
urlpatterns = []
