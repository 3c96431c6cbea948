"""The addresses of referrals: a block for each subject, each with its module of views."""

from django.urls import path

from referrals.views import agenda, appointments, feeds, slots

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
urlpatterns = [*agenda_pages, *slot_pages, *appointment_pages]
