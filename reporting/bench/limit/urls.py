from reporting.bench.limit import accounts

urlpatterns = [*accounts.urlpatterns]
