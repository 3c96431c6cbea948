from django.urls import path

from reporting.bench.limit.rows import answer, compiled

HOME = compiled("<h1>Rien n’attend</h1>")


def home(request):
    return answer(HOME, request)


urlpatterns = [path("accueil/", home)]
