from reporting.bench.limit import accounts, documents, programmes

urlpatterns = [*accounts.urlpatterns, *programmes.urlpatterns, *documents.urlpatterns]
