"""Lists of referrals as files for a spreadsheet."""

from django.db.models import Case, CharField, When

from accounts.list_exports import ListExport
from core.exports import Column, Table
from core.visits import as_uuid
from referrals.enums import ReferralState
from referrals.filters import ReferralFilter
from referrals.models import Referral
from tenants.guarding import out_of_date

TABLE = Table(
    "Fiches de liaison",
    "fiches-de-liaison",
    [
        Column("Fiche", lambda one: one.number),
        Column("Dossier", lambda one: one.household.number),
        Column("Ménage", lambda one: one.name_told, width=28),
        Column("Convention", lambda one: one.convention.reference),
        Column("État", lambda one: one.get_state_display(), width=24),
        Column("Urgence", lambda one: one.get_urgency_display()),
        Column("Conseillère", lambda one: str(one.advisor.user), width=24),
        Column("Interlocuteur", lambda one: str(one.worker.user) if one.worker else "", width=24),
        Column("Commencée", lambda one: one.created_at),
        Column("Annoncée", lambda one: one.announced_at),
        Column("Envoyée", lambda one: one.sent_at),
        Column("Reçue", lambda one: one.received_at),
        Column("Terminée", lambda one: one.closed_at),
    ],
)


def rows_for(actor, asked):
    reach = Referral.objects.visible_to(actor)
    listed = ReferralFilter(asked, reach, actor=actor, conventions=conventions_in(asked))
    parts = ("household", "convention", "advisor__user", "worker__user")
    # As Referral.name_for says it: withdrawn before it was sent, the operator has no use for the name.
    gone = When(
        state=ReferralState.WITHDRAWN,
        sent_at=None,
        convention__operator=actor.organisation_id,
        then="household__number",
    )
    told = listed.qs.annotate(name_told=Case(gone, default="household__name", output_field=CharField()))
    return told.select_related(*parts).order_by(*listed.order)


def conventions_in(asked):
    """Whatever convention the list was filtered by: its rows are within reach anyhow."""
    wanted = as_uuid(asked.get("convention"))
    return [(str(wanted), str(wanted))] if wanted else []


REFERRAL_LIST = ListExport(
    name="referrals",
    label="Export des fiches",
    action="referrals.export",
    table=TABLE,
    rows=rows_for,
    owners=lambda rows: rows.order_by().values("household__landlord").distinct(),
    out_of_date=out_of_date,
)
