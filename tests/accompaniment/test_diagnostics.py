"""A diagnostic from its first day to each of its ends: what it does, and each thing that is refused."""

import datetime

import pytest
from django.utils import timezone

from accompaniment.enums import DiagnosticState, PhaseOutcome, ProposalState
from accompaniment.models import Accompaniment, Conclusions, Diagnostic, Proposal, Relay
from accompaniment.services.closings import propose_closing
from accompaniment.services.diagnostics import (
    interrupt_diagnostic,
    note_reading,
    publish_diagnostic,
    save_conclusions,
    save_section,
    send_back_diagnostic,
    submit_diagnostic,
    take_back_diagnostic,
)
from accompaniment.services.mesures import take_back_opening
from accompaniment.services.orientations import decline_proposal, note_relay, take_up_proposal
from accounts.models import Notice
from core.models import TransitionEntry
from programmes.enums import PhaseKind
from programmes.models import Convention
from tenants.models import Occupancy
from tenants.services.occupancies import open_occupancy, update_occupancy
from tests.accompaniment.stay import ADHERED_ON, DAY, refusal, stranger, visited
from tests.factories.accompaniment import FAR, InterviewFactory, StructureFactory
from tests.factories.programmes import ConventionFactory

pytestmark = pytest.mark.django_db
TEXTS = {"problems": "Le loyer.", "family": "Seule.", "social": "En emploi.", "financial": "Juste.", "strengths": "Là."}
READ_ON = ADHERED_ON + 30 * DAY


def begun(**kwargs):
    three = visited(**kwargs)
    three.diagnostic = Diagnostic.objects.get(phase=three.phase)
    three.conclusions = three.diagnostic.conclusions
    return three


def ready(orientation="no_follow_up", **kwargs):
    """Written, concluded, read to the household."""
    three = begun()
    save_section(diagnostic=three.diagnostic, values=TEXTS, by=three.worker)
    given = {"text": "Le ménage reprend pied.", "recommendations": "Un point avec la CAF.", "orientation": orientation}
    save_conclusions(conclusions=three.conclusions, **given, **kwargs, by=three.worker)
    note_reading(conclusions=three.conclusions, read_on=READ_ON, remarks="C’est juste.", by=three.worker)
    return three


def published(orientation="no_follow_up", **kwargs):
    three = ready(orientation, **kwargs)
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    publish_diagnostic(diagnostic=three.diagnostic, by=three.head)
    for row in (three.phase, three.diagnostic, three.conclusions, three.mesure):
        row.refresh_from_db()
    return three


def remobilisation_ends(three):
    """The one under which the household was referred before."""
    over = timezone.localdate() - DAY
    Convention.objects.filter(landlord=three.landlord, programme__code="remobilisation").update(ends_on=over)


def remobilisation(three):
    remobilisation_ends(three)
    return ConventionFactory(landlord=three.landlord, operator=three.operator, ends_on=FAR)


def test_it_begins_with_its_phase():
    three = begun()
    assert (three.diagnostic.state, three.diagnostic.author) == (DiagnosticState.DRAFT, three.worker)
    assert three.phase.limit_on == datetime.date(2015, 5, 16)
    assert three.conclusions.text == ""
    assert TransitionEntry.objects.get(subject_id=three.diagnostic.pk).action == "start"


def test_an_opening_by_mistake_goes_with_its_empty_pages_and_not_with_written_ones():
    three = begun()
    take_back_opening(mesure=three.mesure, reason="Erreur.", by=three.worker)
    assert not Diagnostic.objects.exists()
    three = begun()
    save_section(diagnostic=three.diagnostic, values={"problems": "Le loyer."}, by=three.worker)
    words, _ = refusal(take_back_opening, mesure=three.mesure, reason="Erreur.", by=three.worker)
    assert words.startswith("Un diagnostic est déjà commencé")


def offered(three, deadline, **values):
    return Occupancy(
        household=three.household,
        status="applicant",
        starts_on=three.phase.starts_on + 5 * DAY,
        proposal="T2, Bottière",
        proposal_deadline=deadline,
        **values,
    )


def limit(three):
    three.phase.refresh_from_db()
    return three.phase.limit_on


def test_a_proposal_that_comes_later_moves_the_limit_at_once():
    three = begun()
    first, deadline = three.phase.limit_on, datetime.date(2015, 4, 20)
    home = open_occupancy(occupancy=offered(three, deadline), by=three.advisor)
    assert limit(three) == deadline - DAY
    home.proposal_deadline = deadline + 7 * DAY
    update_occupancy(occupancy=home, by=three.advisor)
    assert limit(three) == deadline + 6 * DAY
    home.proposal_deadline = first + 30 * DAY
    update_occupancy(occupancy=home, by=three.advisor)
    assert limit(three) == first
    home.proposal_deadline = deadline
    update_occupancy(occupancy=home, by=three.advisor)
    housed = Occupancy(household=three.household, status="tenant", reference="B-12", starts_on=deadline - 2 * DAY)
    open_occupancy(occupancy=housed, by=three.advisor)
    assert limit(three) == first


def test_a_proposal_moves_nothing_of_a_diagnostic_that_is_over_nor_of_others():
    three, other = begun(), begun()
    kept = other.phase.limit_on
    interrupt_diagnostic(diagnostic=three.diagnostic, on=READ_ON, reason="Parti.", by=three.worker)
    before = limit(three)
    open_occupancy(occupancy=offered(three, datetime.date(2015, 4, 20)), by=three.advisor)
    assert (limit(three), limit(other)) == (before, kept)


def test_a_refused_situation_moves_nothing():
    three = begun()
    before = three.phase.limit_on
    assert refusal(open_occupancy, occupancy=offered(three, ADHERED_ON - DAY), by=three.advisor)[1]
    assert limit(three) == before


def test_only_who_has_it_in_hand_writes():
    three = begun()
    write = {"diagnostic": three.diagnostic, "values": {"problems": "Non."}}
    assert "que vous suivez" in refusal(save_section, **write, by=stranger(three))[0]
    for member in (three.head, three.advisor, three.manager):
        assert refusal(save_section, **write, by=member)[0]
    conclude = {"conclusions": three.conclusions, "text": "Non."}
    assert refusal(save_conclusions, **conclude, by=stranger(three))[0]
    assert refusal(publish_diagnostic, diagnostic=three.diagnostic, by=three.worker)[0]
    assert refusal(submit_diagnostic, diagnostic=three.diagnostic, by=three.head)[0]
    three.diagnostic.refresh_from_db()
    assert three.diagnostic.problems == ""


def test_it_is_not_proposed_while_something_lacks():
    three = begun()
    words, _ = refusal(submit_diagnostic, diagnostic=three.diagnostic, by=three.worker)
    assert words.startswith("Il manque encore : Les problèmes que rencontre le ménage.")
    assert "La lecture des conclusions au ménage." in words


def test_proposed_it_is_not_written_until_it_is_sent_back():
    three = ready()
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    assert Notice.objects.filter(code="diagnostic_submitted", membership=three.head).exists()
    words, _ = refusal(save_section, diagnostic=three.diagnostic, values={"problems": "Encore."}, by=three.worker)
    assert words == "Ce diagnostic est maintenant « à valider » : il ne s’écrit plus."
    assert refusal(save_conclusions, conclusions=three.conclusions, text="Encore.", by=three.worker)[0]
    assert refusal(send_back_diagnostic, diagnostic=three.diagnostic, reason=" ", by=three.head) == (
        "Dites pourquoi.",
        "reason",
    )
    send_back_diagnostic(diagnostic=three.diagnostic, reason="Le réseau manque.", by=three.head)
    assert Notice.objects.filter(code="diagnostic_answered", membership=three.worker).exists()
    save_section(diagnostic=three.diagnostic, values={"problems": "Encore."}, by=three.worker)
    assert submit_diagnostic(diagnostic=three.diagnostic, by=three.worker).state == DiagnosticState.SUBMITTED


def test_its_worker_takes_it_back_before_the_head_answers():
    three = ready()
    take = {"diagnostic": three.diagnostic}
    assert "n’est plus possible" in refusal(take_back_diagnostic, **take, by=three.worker)[0]
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    assert "que vous suivez" in refusal(take_back_diagnostic, **take, by=stranger(three))[0]
    for member in (three.head, three.advisor):
        assert refusal(take_back_diagnostic, **take, by=member)[0]
    assert take_back_diagnostic(**take, by=three.worker).state == DiagnosticState.DRAFT
    assert refusal(publish_diagnostic, diagnostic=three.diagnostic, by=three.head)[0]
    save_section(diagnostic=three.diagnostic, values={"problems": "Encore."}, by=three.worker)
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    publish_diagnostic(diagnostic=three.diagnostic, by=three.head)
    assert "n’est plus possible" in refusal(take_back_diagnostic, **take, by=three.worker)[0]
    steps = TransitionEntry.objects.filter(subject_id=three.diagnostic.pk).order_by("at", "pk")
    assert list(steps.values_list("action", flat=True)) == ["start", "submit", "take_back", "submit", "publish"]


def test_conclusions_that_change_are_read_again():
    three = ready()
    same = {"text": "Le ménage reprend pied.", "recommendations": "Un point avec la CAF."}
    kept = save_conclusions(conclusions=three.conclusions, **same, orientation="no_follow_up", by=three.worker)
    assert kept.read_on == READ_ON
    changed = save_conclusions(
        conclusions=three.conclusions, text="Autre chose.", orientation="no_follow_up", by=three.worker
    )
    assert changed.read_on is None
    assert "La lecture" in refusal(submit_diagnostic, diagnostic=three.diagnostic, by=three.worker)[0]


def test_each_wrong_answer_of_the_conclusions():
    three = begun()
    given = {"conclusions": three.conclusions, "text": "Le ménage reprend pied.", "by": three.worker}
    assert refusal(save_conclusions, **given, orientation="avis")[1] == "orientation"
    assert refusal(save_conclusions, **given, orientation="common_law", measures=["xyz"])[1] == "measures"
    words, field = refusal(save_conclusions, **given, orientation="support", support_from=ADHERED_ON)
    assert words == "L’accompagnement commence après le diagnostic : choisissez un jour qui suit le 17 mars 2015."
    assert field == "support_from"
    remobilisation_ends(three)
    words, field = refusal(save_conclusions, **given, orientation="other_programme")
    assert (words[:17], field) == ("Aucune convention", "orientation")
    kept = save_conclusions(**given, orientation="no_follow_up", measures=["ali"], support_from=FAR)
    assert (kept.measures, kept.support_from) == ([], None)


def test_each_wrong_reading():
    three = begun()
    given = {"conclusions": three.conclusions, "by": three.worker}
    assert refusal(note_reading, **given, read_on=READ_ON)[0].startswith("Écrivez d’abord les conclusions")
    save_conclusions(**given, text="Le ménage.", orientation="support", support_from=READ_ON)
    assert refusal(note_reading, **given, read_on=READ_ON)[1] == "read_on"
    assert refusal(note_reading, **given, read_on=timezone.localdate() + DAY)[1] == "read_on"
    assert refusal(note_reading, **given, read_on=ADHERED_ON - DAY)[1] == "read_on"
    assert note_reading(**given, read_on=READ_ON - DAY).read_on == READ_ON - DAY


def test_the_landlord_reads_nothing_before_publication_and_never_the_diagnostic():
    three = ready()
    for member in (three.advisor, three.manager):
        assert not Conclusions.objects.visible_to(member).exists()
        assert not Diagnostic.objects.visible_to(member).exists()
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    assert not Conclusions.objects.visible_to(three.advisor).exists()
    publish_diagnostic(diagnostic=three.diagnostic, by=three.head)
    for member in (three.advisor, three.manager):
        assert Conclusions.objects.visible_to(member).get().text == "Le ménage reprend pied."
        assert not Diagnostic.objects.visible_to(member).exists()
    assert not Conclusions.objects.visible_to(stranger(three)).exists()


def test_without_a_follow_up_the_phase_ends_and_the_end_may_be_proposed():
    three = published()
    assert (three.phase.ends_on, three.phase.outcome) == (timezone.localdate(), PhaseOutcome.NO_FOLLOW_UP)
    assert (three.diagnostic.state, three.conclusions.published_by) == (DiagnosticState.PUBLISHED, three.head)
    assert three.mesure.state == "open"
    assert Notice.objects.filter(code="conclusions_published", membership=three.advisor).exists()
    closing = {"on": timezone.localdate(), "exit_reason": "objectives_reached", "without_review": "Diagnostic seul."}
    assert propose_closing(mesure=three.mesure, **closing, by=three.worker).state == "proposed"


def test_what_is_published_changes_no_more():
    three = published()
    assert refusal(save_section, diagnostic=three.diagnostic, values={"problems": "X"}, by=three.worker)[0]
    assert refusal(note_reading, conclusions=three.conclusions, read_on=READ_ON, by=three.worker)[0]
    assert refusal(publish_diagnostic, diagnostic=three.diagnostic, by=three.head)[0]
    words, _ = refusal(
        interrupt_diagnostic, diagnostic=three.diagnostic, on=READ_ON, reason="Trop tard.", by=three.worker
    )
    assert "n’est plus possible" in words


def test_common_law_names_its_measures_and_a_relay_may_be_noted():
    three = published("common_law", measures=["ali", "fsl"])
    assert (three.conclusions.measures, three.phase.outcome) == (["ali", "fsl"], PhaseOutcome.COMMON_LAW)
    structure = StructureFactory(operator=three.operator)
    today = timezone.localdate()
    given = {"diagnostic": three.diagnostic, "by": three.worker}
    assert refusal(note_relay, **given, structure=StructureFactory(), on=today)[1] == "structure"
    assert refusal(note_relay, **given, structure=structure, on=today + DAY)[1] == "on"
    assert note_relay(**given, structure=structure, on=today, purpose="L’ALI.").structure == structure
    assert not Relay.objects.visible_to(three.advisor).exists()
    other = begun()
    assert refusal(note_relay, diagnostic=other.diagnostic, structure=structure, on=today, by=other.worker)[0]


def test_the_support_opens_on_its_day_after_the_last_of_the_diagnostic():
    three = published("support", support_from=READ_ON + 10 * DAY)
    support = three.mesure.phases.get(kind=PhaseKind.SUPPORT)
    assert support.starts_on == READ_ON + 10 * DAY
    assert three.phase.ends_on == support.starts_on - DAY
    assert three.phase.outcome == PhaseOutcome.SUPPORT
    soon = timezone.localdate() + 7 * DAY
    three = published("support", support_from=soon)
    assert three.phase.ends_on == timezone.localdate()
    assert three.mesure.phases.get(kind=PhaseKind.SUPPORT).starts_on == soon


def test_a_meeting_after_the_support_began_stays_where_it_is():
    three = ready("support", support_from=READ_ON + 10 * DAY)
    InterviewFactory(accompaniment=three.mesure, household=three.household, author=three.worker, on=READ_ON + 20 * DAY)
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    publish_diagnostic(diagnostic=three.diagnostic, by=three.head)
    assert three.mesure.phases.count() == 2


def proposed():
    three = begun()
    three.other = remobilisation(three)
    save_section(diagnostic=three.diagnostic, values={**TEXTS, "health": "CANARI-SANTÉ"}, by=three.worker)
    given = {"text": "Il aimerait rencontrer du monde.", "recommendations": "Le groupe."}
    save_conclusions(conclusions=three.conclusions, **given, orientation="other_programme", by=three.worker)
    note_reading(conclusions=three.conclusions, read_on=READ_ON, by=three.worker)
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    publish_diagnostic(diagnostic=three.diagnostic, by=three.head)
    three.proposal = Proposal.objects.get()
    return three


def test_another_programme_is_proposed_to_the_advisor_from_the_conclusions_alone():
    three = proposed()
    assert (three.proposal.state, three.proposal.convention) == (ProposalState.WAITING, three.other)
    notice = Notice.objects.get(code="proposal_received")
    assert notice.membership == three.advisor
    assert three.household.name not in f"{notice.path}"
    referral = take_up_proposal(proposal=three.proposal, by=three.advisor)
    sheet = referral.sheets.get()
    assert (sheet.problems, sheet.improvements) == ("Il aimerait rencontrer du monde.", "Le groupe.")
    written = " ".join(str(getattr(sheet, field.name)) for field in sheet._meta.concrete_fields)
    assert not [text for text in (*TEXTS.values(), "CANARI") if text in written]
    three.proposal.refresh_from_db()
    assert (three.proposal.state, three.proposal.referral) == (ProposalState.TAKEN_UP, referral)
    assert Notice.objects.filter(code="proposal_answered", membership=three.worker).exists()
    words, _ = refusal(take_up_proposal, proposal=three.proposal, by=three.advisor)
    assert "n’est plus possible" in words


def test_the_advisor_may_say_no_and_why():
    three = proposed()
    assert refusal(decline_proposal, proposal=three.proposal, reason="", by=three.advisor)[1] == "reason"
    for member in (three.worker, three.manager, stranger(three)):
        assert refusal(decline_proposal, proposal=three.proposal, reason="Non.", by=member)[0]
        assert refusal(take_up_proposal, proposal=three.proposal, by=member)[0]
    declined = decline_proposal(proposal=three.proposal, reason="Il déménage.", by=three.advisor)
    assert (declined.state, declined.answer) == (ProposalState.DECLINED, "Il déménage.")


def test_interrupted_it_says_why_and_the_mesure_goes_on():
    three = begun()
    given = {"diagnostic": three.diagnostic, "by": three.worker}
    assert refusal(interrupt_diagnostic, **given, on=READ_ON, reason="")[1] == "reason"
    assert refusal(interrupt_diagnostic, **given, on=None, reason="Parti.")[1] == "on"
    assert refusal(interrupt_diagnostic, **given, on=timezone.localdate() + DAY, reason="Parti.")[1] == "on"
    assert refusal(interrupt_diagnostic, **given, on=ADHERED_ON - DAY, reason="Parti.")[1] == "on"
    interrupt_diagnostic(**given, on=READ_ON, reason="Parti chez sa sœur.")
    three.phase.refresh_from_db()
    assert (three.phase.ends_on, three.phase.outcome) == (READ_ON, PhaseOutcome.INTERRUPTED)
    assert three.diagnostic.__class__.objects.get().interruption_reason == "Parti chez sa sœur."
    assert Accompaniment.objects.get(pk=three.mesure.pk).state == "open"
    assert not Conclusions.objects.visible_to(three.advisor).exists()
    assert Notice.objects.filter(code="mesure_changed", membership=three.advisor).exists()
