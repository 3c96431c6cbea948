from reporting.bench.limit import accounts, documents, programmes, tenants

urlpatterns = [*accounts.urlpatterns, *programmes.urlpatterns, *tenants.urlpatterns, *documents.urlpatterns]
