from reporting.bench.limit import accompaniment, accounts, documents, programmes, referrals, tenants

applications = (accounts, programmes, tenants, referrals, accompaniment, documents)
urlpatterns = [pattern for application in applications for pattern in application.urlpatterns]
