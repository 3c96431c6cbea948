"""The addresses of referrals: a block for each subject, each with its module of views."""

from django.urls import path

from referrals.views import (
    adhesions,
    agenda,
    appointments,
    feeds,
    meeting_papers,
    meetings,
    of_household,
    preliminary,
    reception,
    referrals,
    sheets,
    slots,
    steps,
    workers,
)

app_name = "referrals"
agenda_pages = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/abonnement/", feeds.calendar_feed, name="calendar_feed"),
    path("agenda/abonnement/ouvrir/", feeds.calendar_feed_open, name="calendar_feed_open"),
    path("agenda/abonnement/fermer/", feeds.calendar_feed_close, name="calendar_feed_close"),
    path("agenda/flux/<str:token>.ics", feeds.calendar_ics, name="calendar_ics"),
]
slot_pages = [
    path("creneaux/", slots.slots, name="slots"),
    path("creneaux/proposer/", slots.SlotsPublish.as_view(), name="slots_publish"),
    path("creneaux/<uuid:pk>/retirer/", slots.slot_withdraw, name="slot_withdraw"),
    path("creneaux/reserver/<uuid:household>/", slots.SlotBook.as_view(), name="slot_book"),
]
appointment_pages = [
    path("rendez-vous/nouveau/<uuid:household>/", appointments.AppointmentFix.as_view(), name="appointment_fix"),
    path("rendez-vous/<uuid:pk>/", appointments.AppointmentPage.as_view(), name="appointment"),
    path("rendez-vous/<uuid:pk>/deplacer/", appointments.AppointmentMove.as_view(), name="appointment_move"),
    path("rendez-vous/<uuid:pk>/tenu/", appointments.AppointmentHold.as_view(), name="appointment_hold"),
    path("rendez-vous/<uuid:pk>/manque/", appointments.AppointmentMiss.as_view(), name="appointment_miss"),
    path("rendez-vous/<uuid:pk>/annuler/", appointments.AppointmentCancel.as_view(), name="appointment_cancel"),
    path("rendez-vous/<uuid:pk>/refixer/", appointments.AppointmentReschedule.as_view(), name="appointment_reschedule"),
    path("rendez-vous/<uuid:pk>/lettre/", appointments.AppointmentLetter.as_view(), name="appointment_letter"),
    path("rendez-vous/<uuid:pk>/agenda.ics", appointments.AppointmentCalendarFile.as_view(), name="appointment_ics"),
]
referral_pages = [
    # Fiches, on the landlord's side and as both sides read them
    path("fiches/", referrals.referrals, name="referrals"),
    path("fiches/exporter/", referrals.export_referrals, name="referrals_export"),
    path("fiches/preparer/<uuid:household>/", sheets.StartReferral.as_view(), name="referral_start"),
    path("fiches/<uuid:pk>/", referrals.referral, name="referral"),
    path("fiches/<uuid:pk>/ecrire/pieces/", sheets.SheetPieces.as_view(), name="sheet_pieces"),
    path("fiches/<uuid:pk>/ecrire/<slug:step>/", sheets.SheetStep.as_view(), name="sheet_step"),
    path("fiches/<uuid:pk>/recapitulatif/", sheets.SheetSend.as_view(), name="referral_send"),
    path("fiches/<uuid:pk>/annoncer/", steps.Announce.as_view(), name="referral_announce"),
    path("fiches/<uuid:pk>/annonce/pdf/", referrals.announcement_paper, name="announcement_pdf"),
    path("fiches/<uuid:pk>/retirer/", steps.Withdraw.as_view(), name="referral_withdraw"),
    path("fiches/<uuid:pk>/corriger/", steps.Correct.as_view(), name="referral_correct"),
    path("fiches/<uuid:pk>/corriger/abandonner/", steps.DropCorrection.as_view(), name="correction_drop"),
    path("fiches/<uuid:pk>/versions/<int:number>/", referrals.version, name="referral_version"),
    path("fiches/<uuid:pk>/versions/<int:number>/pdf/", referrals.version_paper, name="referral_pdf"),
    path("fiches/<uuid:pk>/courrier/pdf/", referrals.letter_paper, name="letter_pdf"),
    path("fiches/<uuid:pk>/courrier/envoye/", steps.LetterSent.as_view(), name="letter_sent"),
    path("fiches/<uuid:pk>/pieces/<uuid:piece>/", referrals.piece, name="piece"),
    path("fiches/<uuid:pk>/pieces/<uuid:piece>/retirer/", steps.CancelPiece.as_view(), name="piece_cancel"),
    path("menages/<uuid:pk>/fiches/", of_household.HouseholdReferrals.as_view(), name="of_household"),
]
preliminary_pages = [
    # The conversation before anything is sent
    path(
        "entretiens-prealables/<uuid:household>/<uuid:convention>/",
        preliminary.PreliminaryCreate.as_view(),
        name="preliminary_create",
    ),
    path("entretiens-prealables/<uuid:pk>/", preliminary.PreliminaryPage.as_view(), name="preliminary"),
    path("entretiens-prealables/<uuid:pk>/modifier/", preliminary.PreliminaryEdit.as_view(), name="preliminary_edit"),
    path("plaquettes/<uuid:pk>/", preliminary.leaflet, name="leaflet"),
]
reception_pages = [
    path("fiches/recues/", reception.inbox, name="inbox"),
    path("fiches/<uuid:pk>/recevoir/", reception.Receive.as_view(), name="referral_receive"),
    path("fiches/<uuid:pk>/confier/", reception.ChangeWorker.as_view(), name="referral_worker"),
    path("fiches/<uuid:pk>/reorienter/", reception.Redirect.as_view(), name="referral_redirect"),
    path("fiches/<uuid:pk>/sans-adhesion/", reception.Decline.as_view(), name="referral_decline"),
    path("fiches/<uuid:pk>/precisions/demander/", reception.AskInformation.as_view(), name="referral_ask_information"),
    path(
        "fiches/<uuid:pk>/precisions/repondre/",
        reception.AnswerInformation.as_view(),
        name="referral_answer_information",
    ),
    path("fiches/<uuid:pk>/precisions/clore/", reception.DropQuestions.as_view(), name="referral_drop_questions"),
    path("fiches/<uuid:pk>/precisions/<uuid:request_pk>/clore/", reception.close_information, name="information_close"),
]
worker_pages = [
    # In whose hands a household is, at its operator
    path("menages/<uuid:pk>/interlocuteurs/", workers.HouseholdWorkers.as_view(), name="workers"),
    path("menages/<uuid:household>/interlocuteurs/<slug:way>/", workers.Confide.as_view(), name="worker_confide"),
    path("menages/<uuid:household>/interlocuteurs/<uuid:pk>/fin/", workers.Release.as_view(), name="worker_release"),
]
meeting_pages = [
    # Tripartite meetings and adhesions
    path("menages/<uuid:pk>/rencontres/", of_household.HouseholdMeetings.as_view(), name="meetings"),
    path("menages/<uuid:household>/rencontres/noter/", meetings.OpenMinutes.as_view(), name="meeting_open"),
    path(
        "agenda/rendez-vous/<uuid:pk>/compte-rendu/",
        meetings.OpenMinutesOfAppointment.as_view(),
        name="appointment_minutes",
    ),
    path("rencontres/<uuid:pk>/", meetings.MeetingPage.as_view(), name="meeting"),
    path("rencontres/<uuid:pk>/ecrire/", meetings.WriteMinutes.as_view(), name="meeting_write"),
    path("rencontres/<uuid:pk>/signer/", meetings.SealMinutes.as_view(), name="meeting_seal"),
    path("rencontres/<uuid:pk>/annuler/", meetings.CancelMinutes.as_view(), name="meeting_cancel"),
    path("rencontres/<uuid:pk>/papier-signe/", meetings.AddMinutesPaper.as_view(), name="meeting_paper_add"),
    path("rencontres/<uuid:pk>/pdf/", meeting_papers.minutes_paper, name="minutes_pdf"),
    path("rencontres/<uuid:pk>/engagement/pdf/", meeting_papers.engagement_paper, name="engagement_pdf"),
    path("fiches/<uuid:pk>/engagement/pdf/", meeting_papers.blank_engagement_paper, name="engagement_blank_pdf"),
    path("fiches/<uuid:pk>/carnet-de-bord/pdf/", meeting_papers.booklet_paper, name="booklet"),
    path("fiches/<uuid:pk>/adhesions/", adhesions.AdhesionsPage.as_view(), name="adhesions"),
    path("fiches/<uuid:pk>/adhesions/<uuid:person>/", adhesions.RecordAnswers.as_view(), name="adhesion_record"),
    path("fiches/<uuid:pk>/adhesions/acquises/", adhesions.conclude, name="adhesions_conclude"),
    path("adhesions/<uuid:pk>/retirer/", adhesions.WithdrawAdhesion.as_view(), name="adhesion_withdraw"),
    path("adhesions/<uuid:pk>/papier-signe/", adhesions.AddAdhesionPaper.as_view(), name="adhesion_paper_add"),
    path("adhesions/<uuid:pk>/annuler/", adhesions.CancelAdhesion.as_view(), name="adhesion_cancel"),
    path("papiers-signes/<uuid:pk>/", adhesions.signed_paper, name="signed_paper"),
    path("papiers-signes/<uuid:pk>/annuler/", adhesions.CancelSignedPaper.as_view(), name="signed_paper_cancel"),
]
urlpatterns = [
    *preliminary_pages,
    *referral_pages,
    *reception_pages,
    *worker_pages,
    *agenda_pages,
    *slot_pages,
    *appointment_pages,
    *meeting_pages,
]
