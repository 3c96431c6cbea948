"""The addresses of referrals: a block for each subject, each with its module of views."""

app_name = "referrals"
urlpatterns = []
