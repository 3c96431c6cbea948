"""What was asked, answered and corrected on some fiches of the demonstration."""

import datetime

from referrals.demo.words import QUESTIONS
from referrals.enums import RequestState
from referrals.models import InformationRequest, Sheet
from tenants.presentation.situation import situation_of

ANSWER = "Non, plus personne depuis le printemps ; le ménage est d’accord pour que l’on appelle le service social."


CORRECTED = "Le ménage a changé d’horaires de travail : ses disponibilités sont autres."


def correct(story):
    """A second version: the first stays readable."""
    day = story.received_on
    story.step("send_correction", story.advisor, day, CORRECTED)
    Sheet.objects.create(
        referral=story.referral,
        number=2,
        correction_reason=CORRECTED,
        household_then=situation_of(story.household, day),
        issued_at=story.at(day, 16),
        issued_by=story.advisor,
        created_at=story.at(day, 15),
        agreed_on=story.sheet.agreed_on,
        wishes="Désormais le matin, avant 11 h.",
        steps_done=[],
        **{
            name: getattr(story.sheet, name)
            for name in (
                "origin",
                "context",
                "problem_codes",
                "problems",
                "improvements",
                "social_services",
                "social_services_text",
                "start_mode",
                "urgency",
                "urgency_reason",
            )
        },
    )


def ask(story, *, state=RequestState.OPEN):
    """One question for each of some fields; answered, or closed, where they are settled."""
    asked_on = min(story.received_on + datetime.timedelta(days=1), story.today)
    for name, question in QUESTIONS:
        settled = state != RequestState.OPEN
        InformationRequest.objects.create(
            referral=story.referral,
            field=name,
            question=question,
            asked_by=story.worker,
            asked_at=story.at(asked_on),
            state=state,
            answer=ANSWER if settled else "",
            answered_by=story.advisor if settled else None,
            answered_at=story.at(asked_on, 15) if settled else None,
        )
    story.step("ask_information", story.worker, asked_on)
    if state != RequestState.OPEN:
        story.step("answer_information", story.advisor, asked_on)
