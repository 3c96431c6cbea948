from django.urls import path

from accounts.views import invitations, log, organisations, own, people, person_forms, roles

app_name = "accounts"
urlpatterns = [
    path("role/<uuid:pk>/", roles.switch_membership, name="switch_membership"),
    path("sans-role/", roles.without_role, name="without_role"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/nouvelle/", organisations.OrganisationCreate.as_view(), name="organisation_create"),
    path("organisations/<uuid:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:pk>/modifier/", organisations.OrganisationEdit.as_view(), name="organisation_edit"),
    path("organisations/<uuid:pk>/logo", organisations.logo, name="logo"),
    path("organisations/<uuid:pk>/logo/changer/", organisations.LogoChange.as_view(), name="logo_change"),
    path("organisations/<uuid:pk>/logo/retirer/", organisations.delete_logo, name="logo_delete"),
    path("comptes/", people.people, name="accounts"),
    path("comptes/<uuid:pk>/", people.Person.as_view(), name="person"),
    path("comptes/<uuid:pk>/modifier/", person_forms.PersonEdit.as_view(), name="person_edit"),
    path("comptes/<uuid:pk>/roles/ajouter/", person_forms.RoleAdd.as_view(), name="role_add"),
    path("comptes/<uuid:pk>/roles/<uuid:membership_pk>/terminer/", person_forms.RoleEnd.as_view(), name="role_end"),
    path("comptes/<uuid:pk>/fermer/", person_forms.PersonClose.as_view(), name="person_close"),
    path("comptes/<uuid:pk>/rouvrir/", person_forms.PersonReopen.as_view(), name="person_reopen"),
    path("comptes/<uuid:pk>/debloquer/", person_forms.PersonUnlock.as_view(), name="person_unlock"),
    path(
        "comptes/<uuid:pk>/second-facteur/",
        person_forms.PersonResetSecondFactor.as_view(),
        name="person_reset_second_factor",
    ),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/nouvelle/", invitations.Invite.as_view(), name="invitation_create"),
    path("invitations/<uuid:pk>/renvoyer/", invitations.InvitationResend.as_view(), name="invitation_resend"),
    path("invitations/<uuid:pk>/annuler/", invitations.InvitationRevoke.as_view(), name="invitation_revoke"),
    path("invitation/", invitations.invitation, name="invitation"),
    path("invitation/<str:token>/", invitations.open_link, name="invitation_link"),
    path("mon-compte/", own.own_account, name="own_account"),
    path("mon-compte/modifier/", own.OwnIdentity.as_view(), name="own_identity"),
    path("mon-compte/avis/", own.NoticePreferences.as_view(), name="notice_preferences"),
    path("mon-compte/deconnexion/", own.leave_everywhere, name="sign_out_everywhere"),
    path("mon-compte/second-facteur/", own.second_factor, name="second_factor"),
    path("qui-voit-quoi/", log.who_sees_what, name="who_sees_what"),
    path("journal/", log.access_log, name="access_log"),
    path("journal/exporter/", log.export_log, name="access_log_export"),
]
