from reporting.bench.limit import accounts, documents, programmes, referrals, tenants

applications = (accounts, programmes, tenants, referrals, documents)
urlpatterns = [pattern for application in applications for pattern in application.urlpatterns]
