"""Questions about a fiche, field by field: the operator asks, the advisor answers, both read all.

A meeting that is fixed stays so: once nothing is awaited any more, it is what the fiche waits for again.
"""

from django.db import transaction
from django.utils import timezone

from accounts.services.notices import notify
from core.errors import DomainError
from core.trail import check_and_trace, move
from referrals.enums import ReferralState, RequestState
from referrals.models import InformationRequest, Referral
from referrals.rules import REFERRALS, REQUESTS
from referrals.rules.questions import ASKABLE, LONGEST
from referrals.services.appointments import plan_fixed_meeting
from referrals.services.reception import locked, require_right
from referrals.services.telling import tell_landlord


@transaction.atomic
def ask_information(*, referral, questions, by) -> list[InformationRequest]:
    """`questions`: [(field of the sheet, or « other », what is asked)]. The advisor is to answer before it goes on."""
    require_right(by, "referrals.treat")
    referral = locked(referral, by)
    asked = [(field, question.strip()) for field, question in questions if question.strip()]
    check_questions(asked)
    given, now = {"questions": asked}, timezone.now()
    move(referral, REFERRALS, "ask_information", by=by, given=given, values={"waiting_since": now})
    made = [ask(referral, field, question, by=by) for field, question in asked]
    tell_landlord(referral, "information_asked")
    return made


def check_questions(asked):
    if not asked:
        raise DomainError("Posez au moins une question.")
    for field, question in asked:
        if field not in ASKABLE:
            raise DomainError("Cette partie de la fiche n’existe pas.")
        if len(question) > LONGEST:
            raise DomainError(f"{LONGEST} signes au plus pour une question.", field=field)
    if len({field for field, _ in asked}) < len(asked):
        raise DomainError("Une seule question pour chaque partie de la fiche.")


def ask(referral, field, question, *, by):
    request = InformationRequest(referral=referral, field=field, question=question, asked_by=by)
    check_and_trace(request, REQUESTS, "ask", source="", by=by)
    request.save(force_insert=True)
    return request


@transaction.atomic
def answer_information(*, referral, answers, by) -> Referral:
    """`answers`: {key of a request: text}. Once all are answered, it is with the operator again."""
    require_right(by, "referrals.answer")
    referral = locked(referral, by)
    given = {pk: text.strip() for pk, text in answers.items() if text.strip()}
    REFERRALS.check("answer_information", referral.state, by.role, {"answers": given})
    open_ones = list(InformationRequest.objects.select_for_update().filter(referral=referral, state=RequestState.OPEN))
    gone = given.keys() - {request.pk for request in open_ones}
    if gone:
        raise DomainError("Une de ces questions n’attend plus de réponse : relisez la page, puis recommencez.")
    for request in open_ones:
        if request.pk in given:
            answer(request, given[request.pk], by=by)
    if len(given) == len(open_ones):
        go_on(referral, "answer_information", by=by, given={"answers": given})
        notify(to=[referral.worker], code="information_answered", path=referral.get_absolute_url())
    return referral


def answer(request, text, *, by):
    if len(text) > LONGEST:
        raise DomainError(f"{LONGEST} signes au plus pour une réponse.", field=f"answer_{request.pk.hex}")
    values = {"answer": text, "answered_by": by, "answered_at": timezone.now()}
    move(request, REQUESTS, "answer", by=by, values=values)


@transaction.atomic
def close_request(*, request, by) -> InformationRequest:
    """What was asked is settled. Where nothing is awaited any more, the fiche goes on."""
    require_right(by, "referrals.treat")
    referral = locked(request.referral, by)
    request = InformationRequest.objects.select_for_update().get(pk=request.pk)
    move(request, REQUESTS, "close", by=by)
    awaited = InformationRequest.objects.filter(referral=referral, state=RequestState.OPEN).exists()
    if referral.state == ReferralState.INFORMATION_REQUESTED and not awaited:
        go_on(referral, "drop_questions", by=by)
    return request


@transaction.atomic
def drop_questions(*, referral, by) -> Referral:
    """Go on without the answers."""
    require_right(by, "referrals.treat")
    referral = locked(referral, by)
    go_on(referral, "drop_questions", by=by)
    for request in InformationRequest.objects.filter(referral=referral, state=RequestState.OPEN):
        move(request, REQUESTS, "close", by=by)
    return referral


def go_on(referral, action, *, by, given=None):
    """Nothing is awaited any more: back at the operator, and at the meeting where one still stands."""
    move(referral, REFERRALS, action, by=by, given=given, values={"waiting_since": timezone.now()})
    plan_fixed_meeting(referral=referral, by=by)
