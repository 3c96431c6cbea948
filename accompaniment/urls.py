"""The addresses of the accompaniment: a block for each subject, each with its module of views."""

from django.urls import path

from accompaniment.views import (
    actions,
    caseload,
    closings,
    conclusions,
    diagnostics,
    exchanges,
    extensions,
    interviews,
    looks,
    mesures,
    objectives,
    phases,
    progress,
    publications,
    quick,
    review_papers,
    reviews,
    structures,
    team,
    timeline,
    whole_file,
)

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
INTERVIEWS = [
    path("suivi/noter/", quick.QuickHouseholds.as_view(), name="quick"),
    path("suivi/menages/<uuid:pk>/noter/", quick.QuickEntry.as_view(), name="quick_entry"),
    path("suivi/menages/<uuid:pk>/entretiens/", interviews.HouseholdInterviews.as_view(), name="interviews"),
    path("suivi/menages/<uuid:pk>/entretiens/noter/", interviews.InterviewCreate.as_view(), name="interview_create"),
    path("suivi/menages/<uuid:pk>/tentatives/noter/", interviews.AttemptCreate.as_view(), name="attempt_create"),
    path("suivi/menages/<uuid:pk>/courriers/noter/", interviews.LetterCreate.as_view(), name="letter_create"),
    path("suivi/entretiens/<uuid:pk>/", interviews.InterviewPage.as_view(), name="interview"),
    path("suivi/entretiens/<uuid:pk>/completer/", interviews.InterviewUpdate.as_view(), name="interview_update"),
    path("suivi/entretiens/<uuid:pk>/annuler/", interviews.InterviewCancel.as_view(), name="interview_cancel"),
    path("suivi/entretiens/<uuid:pk>/publier/", publications.InterviewPublish.as_view(), name="interview_publish"),
    path("suivi/entretiens/<uuid:pk>/note-privee/ouvrir/", publications.NoteOpen.as_view(), name="note_open"),
    path("suivi/rendez-vous/<uuid:pk>/noter/", quick.AppointmentToEntry.as_view(), name="appointment_entry"),
    path("suivi/rendez-vous/<uuid:pk>/manque/", quick.AppointmentMissed.as_view(), name="appointment_missed"),
]
PUBLISHED = [
    path("suivi/menages/<uuid:pk>/publie/", publications.HouseholdPublications.as_view(), name="publications"),
    path(
        "suivi/publications/<uuid:pk>/retirer/",
        publications.PublicationWithdraw.as_view(),
        name="publication_withdraw",
    ),
]
EXCHANGES = [
    path("suivi/menages/<uuid:pk>/echanges/", exchanges.HouseholdExchanges.as_view(), name="exchanges"),
    path("suivi/menages/<uuid:pk>/echanges/noter/", exchanges.ExchangeCreate.as_view(), name="exchange_create"),
    path("suivi/menages/<uuid:pk>/echanges/alerter/", exchanges.ExchangeAlert.as_view(), name="exchange_alert"),
    path("suivi/echanges/<uuid:pk>/", exchanges.ExchangePage.as_view(), name="exchange"),
    path("suivi/echanges/<uuid:pk>/repondre/", exchanges.ExchangeAnswer.as_view(), name="exchange_answer"),
    path("suivi/echanges/<uuid:pk>/annuler/", exchanges.ExchangeCancel.as_view(), name="exchange_cancel"),
]
FILE = [
    path("suivi/menages/", progress.followed, name="followed"),
    path("suivi/menages/<uuid:pk>/", timeline.Timeline.as_view(), name="timeline"),
    path("suivi/menages/<uuid:pk>/avancement/", progress.Progress.as_view(), name="progress"),
    path("suivi/menages/<uuid:pk>/imprimer/", whole_file.whole_file, name="whole_file"),
    path("suivi/menages/<uuid:pk>/regards/", looks.Looks.as_view(), name="looks"),
    path("journal-des-acces/dossier/", looks.looks_by_number, name="looks_by_number"),
]
OBJECTIVES = [
    path("suivi/menages/<uuid:pk>/objectifs/", objectives.HouseholdObjectives.as_view(), name="objectives"),
    path("suivi/mesures/<uuid:pk>/objectifs/convenir/", objectives.ObjectiveAgree.as_view(), name="objective_agree"),
    path("suivi/objectifs/<uuid:pk>/modifier/", objectives.ObjectiveChange.as_view(), name="objective_change"),
    path("suivi/objectifs/<uuid:pk>/commencer/", objectives.BeginObjective.as_view(), name="objective_begin"),
    path("suivi/objectifs/<uuid:pk>/atteint/", objectives.ReachObjective.as_view(), name="objective_reach"),
    path("suivi/objectifs/<uuid:pk>/abandonner/", objectives.DropObjective.as_view(), name="objective_drop"),
    path(
        "suivi/objectifs/<uuid:pk>/reprendre/",
        objectives.TakeUpObjectiveAgain.as_view(),
        name="objective_take_up_again",
    ),
    path("suivi/objectifs/<uuid:pk>/publier/", objectives.ObjectivePublish.as_view(), name="objective_publish"),
    path("suivi/taches/<uuid:pk>/cocher/", objectives.check, name="task_check"),
    path("suivi/mesures/<uuid:pk>/demarches/noter/", actions.ActionNote.as_view(), name="action_note"),
    path("suivi/demarches/<uuid:pk>/modifier/", actions.ActionChange.as_view(), name="action_change"),
    path("suivi/demarches/<uuid:pk>/retirer/", actions.ActionCancel.as_view(), name="action_cancel"),
    path("suivi/mesures/<uuid:pk>/relais/noter/", actions.RelayNote.as_view(), name="relay_note"),
    path("suivi/relais/<uuid:pk>/modifier/", actions.RelayChange.as_view(), name="relay_change"),
    path("suivi/relais/<uuid:pk>/retirer/", actions.RelayCancel.as_view(), name="relay_cancel"),
]
DIRECTORY = [
    path("annuaire/", structures.structures, name="structures"),
    path("annuaire/exporter/", structures.export_structures, name="structures_export"),
    path("annuaire/ajouter/", structures.StructureCreate.as_view(), name="structure_create"),
    path("annuaire/<uuid:pk>/", structures.structure, name="structure"),
    path("annuaire/<uuid:pk>/modifier/", structures.StructureUpdate.as_view(), name="structure_update"),
    path("annuaire/<uuid:pk>/retirer/", structures.withdraw, name="structure_withdraw"),
    path("annuaire/<uuid:pk>/remettre/", structures.restore, name="structure_restore"),
]

CASELOAD = [
    path("mes-suivis/", caseload.caseload, name="caseload"),
    path("mes-suivis/exporter/", caseload.export_caseload, name="caseload_export"),
    path("mes-suivis/sans-contact/", caseload.contactless, name="contactless"),
    path("mes-suivis/en-attente/", caseload.waiting, name="waiting"),
    path("equipe/charge/", team.team_load, name="team_load"),
    path("equipe/charge/<uuid:pk>/transmettre/", team.Transfer.as_view(), name="transfer"),
]
REVIEWS = [
    path("suivi/mesures/<uuid:pk>/bilan/", reviews.StartReview.as_view(), name="review_start"),
    path("suivi/bilans/<uuid:pk>/", reviews.ReviewPage.as_view(), name="review"),
    path("suivi/bilans/<uuid:pk>/completer/", reviews.WriteReview.as_view(), name="review_write"),
    path("suivi/bilans/<uuid:pk>/association/", reviews.InsidePage.as_view(), name="review_inside"),
    path("suivi/bilans/<uuid:pk>/association/completer/", reviews.WriteInside.as_view(), name="review_inside_write"),
    path("suivi/bilans/<uuid:pk>/proposer/", reviews.SubmitReview.as_view(), name="review_submit"),
    path("suivi/bilans/<uuid:pk>/abandonner/", reviews.GiveUpReview.as_view(), name="review_give_up"),
    path("suivi/bilans/<uuid:pk>/reprendre/", reviews.SendBackReview.as_view(), name="review_send_back"),
    path("suivi/bilans/<uuid:pk>/valider/", reviews.ValidateReview.as_view(), name="review_validate"),
    path("suivi/bilans/<uuid:pk>/signer/", reviews.SignReview.as_view(), name="review_sign"),
    path("suivi/bilans/<uuid:pk>/annuler/", reviews.CancelReview.as_view(), name="review_cancel"),
    path("suivi/bilans/<uuid:pk>/bilan.pdf", review_papers.review_paper, name="review_paper"),
    path("suivi/bilans/<uuid:pk>/bilan-complet.pdf", review_papers.full_review_paper, name="full_review_paper"),
    path("suivi/bilans/signatures/<uuid:pk>/papier/", review_papers.review_signed_paper, name="review_signed_paper"),
]

DIAGNOSTICS = [
    path("suivi/diagnostics/", diagnostics.diagnostics, name="diagnostics"),
    path("suivi/diagnostics/<uuid:pk>/", diagnostics.DiagnosticPage.as_view(), name="diagnostic"),
    path(
        "suivi/diagnostics/<uuid:pk>/ecrire/<slug:section>/",
        diagnostics.DiagnosticSection.as_view(),
        name="diagnostic_section",
    ),
    path("suivi/diagnostics/<uuid:pk>/proposer/", diagnostics.SubmitDiagnostic.as_view(), name="diagnostic_submit"),
    path("suivi/diagnostics/<uuid:pk>/retirer/", diagnostics.TakeBackDiagnostic.as_view(), name="diagnostic_take_back"),
    path(
        "suivi/diagnostics/<uuid:pk>/reprendre/", diagnostics.SendBackDiagnostic.as_view(), name="diagnostic_send_back"
    ),
    path("suivi/diagnostics/<uuid:pk>/valider/", diagnostics.PublishDiagnostic.as_view(), name="diagnostic_publish"),
    path(
        "suivi/diagnostics/<uuid:pk>/interrompre/",
        diagnostics.InterruptDiagnostic.as_view(),
        name="diagnostic_interrupt",
    ),
    path("suivi/diagnostics/<uuid:pk>/relais/", conclusions.NoteRelay.as_view(), name="diagnostic_relay"),
    path("suivi/diagnostics/<uuid:pk>/rapport.pdf", diagnostics.DiagnosticPaper.as_view(), name="diagnostic_pdf"),
    path("suivi/conclusions/<uuid:pk>/", conclusions.ConclusionsPage.as_view(), name="conclusions"),
    path("suivi/conclusions/<uuid:pk>/ecrire/", conclusions.WriteConclusions.as_view(), name="conclusions_write"),
    path("suivi/conclusions/<uuid:pk>/lecture/", conclusions.ReadConclusions.as_view(), name="conclusions_reading"),
    path("suivi/conclusions/<uuid:pk>/conclusions.pdf", conclusions.ConclusionsPaper.as_view(), name="conclusions_pdf"),
    path("suivi/propositions/<uuid:pk>/", conclusions.ProposalPage.as_view(), name="proposal"),
    path("suivi/propositions/<uuid:pk>/preparer/", conclusions.take_up, name="proposal_take_up"),
    path("suivi/propositions/<uuid:pk>/decliner/", conclusions.DeclineProposal.as_view(), name="proposal_decline"),
]

urlpatterns = [
    *MESURES,
    *INTERVIEWS,
    *PUBLISHED,
    *EXCHANGES,
    *FILE,
    *CASELOAD,
    *OBJECTIVES,
    *DIRECTORY,
    *REVIEWS,
    *DIAGNOSTICS,
]
