"""The addresses of the accompaniment: a block for each subject, each with its module of views."""

from django.urls import path

from accompaniment.views import closings, extensions, mesures, phases

app_name = "accompaniment"

MESURES = [
    path("suivi/mesures/ouvrir/<uuid:household>/<uuid:convention>/", mesures.OpenMesure.as_view(), name="mesure_open"),
    path("suivi/mesures/<uuid:pk>/", mesures.MesurePage.as_view(), name="mesure"),
    path("suivi/mesures/<uuid:pk>/annuler-l-ouverture/", mesures.TakeBackOpening.as_view(), name="mesure_take_back"),
    path("suivi/mesures/<uuid:pk>/rythme/", mesures.ChangeRhythm.as_view(), name="mesure_rhythm"),
    path("suivi/mesures/<uuid:pk>/rouvrir/", closings.ReopenMesure.as_view(), name="mesure_reopen"),
    path("suivi/mesures/<uuid:pk>/phase-suivante/", phases.StartPhase.as_view(), name="phase_start"),
    path("suivi/phases/<uuid:pk>/terminer/", phases.EndPhase.as_view(), name="phase_end"),
    path("suivi/phases/<uuid:pk>/corriger/", phases.CorrectPhase.as_view(), name="phase_correct"),
    path("suivi/phases/<uuid:pk>/suspendre/", phases.Suspend.as_view(), name="phase_suspend"),
    path("suivi/suspensions/<uuid:pk>/reprendre/", phases.Resume.as_view(), name="suspension_resume"),
    path("suivi/suspensions/<uuid:pk>/corriger/", phases.CorrectSuspension.as_view(), name="suspension_correct"),
    path("suivi/suspensions/<uuid:pk>/annuler/", phases.CancelSuspension.as_view(), name="suspension_cancel"),
    path("suivi/mesures/<uuid:pk>/pause/", phases.AddPause.as_view(), name="pause_add"),
    path("suivi/pauses/<uuid:pk>/corriger/", phases.CorrectPause.as_view(), name="pause_correct"),
    path("suivi/pauses/<uuid:pk>/annuler/", phases.CancelPause.as_view(), name="pause_cancel"),
    path("suivi/mesures/<uuid:pk>/prolonger/", extensions.ProposeExtension.as_view(), name="extension_propose"),
    path("suivi/prolongations/<uuid:pk>/", extensions.ExtensionPage.as_view(), name="extension"),
    path("suivi/prolongations/<uuid:pk>/accepter/", extensions.AgreeExtension.as_view(), name="extension_agree"),
    path("suivi/prolongations/<uuid:pk>/refuser/", extensions.RefuseExtension.as_view(), name="extension_refuse"),
    path("suivi/prolongations/<uuid:pk>/retirer/", extensions.TakeBackExtension.as_view(), name="extension_take_back"),
    path("suivi/mesures/<uuid:pk>/fin/", closings.ProposeClosing.as_view(), name="closing_propose"),
    path("suivi/fins/<uuid:pk>/valider/", closings.ValidateClosing.as_view(), name="closing_validate"),
    path("suivi/fins/<uuid:pk>/reprendre/", closings.SendBackClosing.as_view(), name="closing_send_back"),
    path("suivi/fins/<uuid:pk>/retirer/", closings.TakeBackClosing.as_view(), name="closing_take_back"),
    path(
        "suivi/mesures/<uuid:pk>/retrait/<uuid:adhesion>/", closings.ProposeDecision.as_view(), name="decision_propose"
    ),
    path("suivi/retraits/<uuid:pk>/valider/", closings.ValidateDecision.as_view(), name="decision_validate"),
    path("suivi/retraits/<uuid:pk>/reprendre/", closings.SendBackDecision.as_view(), name="decision_send_back"),
]

urlpatterns = [*MESURES]
