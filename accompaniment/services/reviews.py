"""A bilan: prepared from what was recorded, written in the meeting, validated by the head, signed by the three."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accompaniment.enums import ClosingState, EffectAnswer, MesureState, ReviewKind, ReviewState, SignatureWay
from accompaniment.models import Closing, Review, ReviewEffect, ReviewInside, ReviewSignature
from accompaniment.presentation.recorded import WRITTEN, inside_facts, shared_facts, situations_of
from accompaniment.rules import REVIEWS
from accompaniment.rules.mesures import not_ahead
from accompaniment.rules.reviews import (
    LONGEST_LINE,
    LONGEST_NOTE,
    LONGEST_TEXT,
    day_problem,
    inside_effects,
    lacks,
    shared_effects,
    signed_by_all,
)
from accompaniment.services.holding import hold_mesure, hold_part, refuse, settled
from accompaniment.services.meetings import NOT_OF_THE_STAY, meetings_of_stay
from accompaniment.services.telling import tell_the_heads, tell_the_landlord, tell_the_workers
from core.errors import DomainError
from core.private_files import cancel_file
from core.signatures import Signature
from core.trail import check_and_trace, move
from core.wording import plain_date
from referrals.enums import Party
from referrals.models import Attachment
from referrals.services.papers import keep_signed_paper

WRITE, DECIDE, SIGN = "reviews.write", "reviews.validate", "reviews.sign"
TEXTS = ("tenant_words", "worker_view", "landlord_view", "done", "next_steps")
INSIDE = ("analysis", "health", "autonomy")
SEALED = "Ce bilan n’est plus en préparation : il ne change plus. Relisez la page."
UNKNOWN_EFFECT = "Cet effet n’est pas de ceux du dispositif."
TOO_LONG = "Ce texte est trop long : {most} caractères au plus."


@dataclass(frozen=True)
class ReviewSigning:
    """How one of the three signed."""

    party: str
    name: str
    way: str
    on: object
    signature: Signature | None = None
    witness: str = ""
    paper: object = None


@transaction.atomic
def start_review(*, mesure, kind, on, meeting=None, by) -> Review:
    """Begun with the words of the meeting that the three already read."""
    mesure = hold_mesure(mesure, by, WRITE)
    if mesure.state != MesureState.OPEN:
        raise DomainError("La mesure est terminée : un bilan ne s’y commence plus.")
    if kind not in ReviewKind.values:
        raise DomainError("Choisissez le bilan : intermédiaire ou final.", field="kind")
    check_day(mesure, on, meeting)
    standing = mesure.reviews.exclude(state=ReviewState.CANCELLED)
    if kind == ReviewKind.FINAL and standing.filter(kind=kind).exists():
        raise DomainError("Le bilan final de cette mesure est déjà commencé.", field="kind")
    words = {"tenant_words": meeting.household_words, "next_steps": meeting.remarks} if meeting else {}
    with settled():
        review = Review.objects.create(accompaniment=mesure, kind=kind, on=on, meeting=meeting, author=by, **words)
        check_and_trace(review, REVIEWS, "start", source="", by=by)
    return review


def check_day(mesure, on, meeting):
    refuse(day_problem(on, starts_on=mesure.starts_on, ends_on=mesure.ends_on, today=timezone.localdate()), "on")
    if meeting is None:
        return
    if not meetings_of_stay(mesure).filter(pk=meeting.pk).exists():
        raise DomainError(NOT_OF_THE_STAY, field="meeting")
    if meeting.held_on != on:
        raise DomainError(
            f"La rencontre a eu lieu le {plain_date(meeting.held_on)} : le bilan est du même jour.", field="on"
        )


def hold_writable(review, by):
    review = hold_part(review, by, WRITE)
    if review.state not in WRITTEN:
        raise DomainError(SEALED)
    return review


@transaction.atomic
def write_review(*, review, values, payments, effects, by) -> Review:
    """What the three will read. `payments`: {moment: text}; `effects`: {code: (answer, note)}."""
    asked = review
    review = hold_writable(review, by)
    # The version that was read, so that a save over somebody else's is refused.
    review.version = asked.version
    check_day(review.accompaniment, values["on"], values["meeting"])
    for name in TEXTS:
        check_length(values[name], LONGEST_TEXT, name)
    for moment, text in payments.items():
        check_length(text, LONGEST_LINE, f"payments_{moment}")
    for name in ("on", "meeting", *TEXTS):
        setattr(review, name, values[name])
    with settled():
        review.save()
        keep_situations(review, payments)
        keep_effects(review, shared_effects(definition_of(review)), effects, operator_only=False)
    return review


@transaction.atomic
def write_inside(*, review, values, effects, by) -> Review:
    """What the operator alone reads. It has the version of its bilan: two who write at once are told."""
    asked = review
    review = hold_writable(review, by)
    review.version = asked.version
    for name in INSIDE:
        check_length(values[name], LONGEST_TEXT, name)
    with settled():
        inside = ReviewInside.objects.select_for_update().filter(review=review).first() or ReviewInside(review=review)
        for name in INSIDE:
            setattr(inside, name, values[name])
        inside.save()
        review.save(update_fields=["version"])
        keep_effects(review, inside_effects(definition_of(review)), effects, operator_only=True)
    return review


def definition_of(review):
    return review.accompaniment.programme_version.content


def check_length(text, most, field):
    if len(text) > most:
        raise DomainError(TOO_LONG.format(most=f"{most:,}".replace(",", "\u202f")), field=field)


def keep_situations(review, payments=None):
    for one in situations_of(review):
        if payments is not None:
            one.payments = payments.get(one.moment, "").strip()
        one.save()


def keep_effects(review, declared, answers, *, operator_only):
    """As answered; what is left unsaid goes."""
    known = {each.code for each in declared}
    if not set(answers) <= known:
        raise DomainError(UNKNOWN_EFFECT)
    kept = {one.code: one for one in review.effects.filter(code__in=known)}
    for code in known:
        answer, note = answers.get(code, ("", ""))
        check_length(note, LONGEST_NOTE, f"note_{code}")
        if not answer:
            if note.strip():
                raise DomainError("Choisissez aussi une réponse pour cet effet.", field=f"effect_{code}")
            if code in kept:
                kept[code].delete()
            continue
        if answer not in EffectAnswer.values:
            raise DomainError("Choisissez une des quatre réponses.", field=f"effect_{code}")
        one = kept.get(code) or ReviewEffect(review=review, code=code)
        one.answer, one.note, one.operator_only = answer, note.strip(), operator_only
        one.save()


@transaction.atomic
def submit_review(*, review, by) -> Review:
    """What was recorded is kept as it stands now: the head, then the three, read the same."""
    review = hold_part(review, by, WRITE)
    REVIEWS.check("submit", review.state, by.role)
    answered = set(review.effects.values_list("code", flat=True))
    texts = {name: getattr(review, name) for name in TEXTS}
    refuse(lacks(review.kind, texts, answered, definition_of(review).effects))
    with settled():
        keep_situations(review)
        inside = ReviewInside.objects.filter(review=review).first() or ReviewInside(review=review)
        inside.recorded = inside_facts(review)
        inside.save()
        move(review, REVIEWS, "submit", by=by, values={"recorded": shared_facts(review)})
    tell_the_heads(review.accompaniment, "review_submitted", by=by, path=review.get_absolute_url())
    return review


@transaction.atomic
def send_back_review(*, review, reason, by) -> Review:
    review = hold_part(review, by, DECIDE)
    move(review, REVIEWS, "send_back", by=by, given={"reason": reason})
    tell_the_workers(review.accompaniment, "review_answered", by=by, path=review.get_absolute_url())
    return review


@transaction.atomic
def validate_review(*, review, by) -> Review:
    """From now on the landlord reads its version, and nothing of it changes."""
    review = hold_part(review, by, DECIDE)
    with settled():
        move(review, REVIEWS, "validate", by=by, values={"validated_at": timezone.now()})
    tell_the_workers(review.accompaniment, "review_answered", by=by, path=review.get_absolute_url())
    tell_the_landlord(review.accompaniment, "review_validated", path=review.get_absolute_url())
    return review


@transaction.atomic
def give_up_review(*, review, reason, by) -> Review:
    review = hold_part(review, by, WRITE)
    move(review, REVIEWS, "give_up", by=by, given={"reason": reason})
    return review


@transaction.atomic
def cancel_review(*, review, reason, by) -> Review:
    """Validated or signed by mistake: not while the mesure ended on it. Its signed papers are cancelled with it."""
    review = hold_part(review, by, DECIDE)
    ended = Closing.objects.filter(review=review, state=ClosingState.VALIDATED)
    if review.accompaniment.state == MesureState.CLOSED and ended.exists():
        raise DomainError("La mesure s’est terminée sur ce bilan : rouvrez-la d’abord.")
    move(review, REVIEWS, "cancel", by=by, given={"reason": reason})
    papers = Attachment.objects.filter(review_signatures__review=review, cancelled_at=None).distinct()
    for paper in papers:
        cancel_file(paper, reason="Le bilan est annulé.", by=by)
    return review


@transaction.atomic
def sign_review(*, review, signing: ReviewSigning, by) -> ReviewSignature:
    """One of the three; when the three have signed, the bilan is. A co-tenant may still sign after."""
    review = hold_part(review, by, SIGN)
    if review.state not in (ReviewState.VALIDATED, ReviewState.SIGNED):
        raise DomainError("Un bilan se signe une fois validé par le chef de service.")
    name = signing.name.strip()
    check_signing(review, signing, name)
    with settled():
        signature = ReviewSignature.objects.create(
            review=review,
            party=signing.party,
            name=name,
            way=signing.way,
            on=signing.on,
            strokes=signing.signature.data if signing.way == SignatureWay.SCREEN else None,
            signed_paper=paper_of(review, signing, by) if signing.way == SignatureWay.PAPER else None,
            witness=signing.witness.strip() if signing.way == SignatureWay.WITNESS else "",
            recorded_by=by,
        )
        parties = review.signatures.values_list("party", flat=True)
        if review.state == ReviewState.VALIDATED and signed_by_all(parties):
            move(review, REVIEWS, "sign", by=by, values={"signed_at": timezone.now()})
    return signature


def check_signing(review, signing, name):
    if signing.party not in Party.values:
        raise DomainError("Choisissez qui signe.", field="party")
    if not name:
        raise DomainError("Écrivez le nom de la personne qui signe.", field="name")
    if review.signatures.filter(party=signing.party, name__iexact=name).exists():
        raise DomainError("Cette personne a déjà signé ce bilan.", field="name")
    refuse(not_ahead(signing.on, timezone.localdate()), "on")
    if signing.on < review.on:
        raise DomainError(f"Le bilan est du {plain_date(review.on)} : il ne se signe pas avant.", field="on")
    if signing.way not in SignatureWay.values:
        raise DomainError("Dites comment le bilan est signé.", field="way")
    if signing.way == SignatureWay.SCREEN and signing.signature is None:
        raise DomainError("La signature est vide : signez dans le cadre.", field="signature")
    if signing.way == SignatureWay.WITNESS and not signing.witness.strip():
        raise DomainError("Écrivez le nom du témoin.", field="witness")


def paper_of(review, signing, by):
    """The paper that comes with this signature, or the one on which another already signed."""
    if signing.paper is not None:
        shared = {"household": review.accompaniment.household, "convention": review.accompaniment.convention}
        return keep_signed_paper(received=signing.paper, by=by, **shared)
    other = review.signatures.filter(signed_paper__cancelled_at=None, signed_paper__isnull=False).last()
    if other is None:
        raise DomainError("Joignez une photo ou un PDF du papier signé.", field="papers")
    return other.signed_paper
