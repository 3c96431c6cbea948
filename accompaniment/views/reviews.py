"""The pages of a bilan: prepared, written on two pages that are told apart, validated, signed, cancelled."""

from django.utils import timezone
from django.views.generic import DetailView

from accompaniment.enums import MesureState, ReviewKind, ReviewState
from accompaniment.forms.reviews import InsideForm, ReviewForm, SignForm, StartForm
from accompaniment.models import Review, ReviewInside
from accompaniment.presentation.recorded import WRITTEN
from accompaniment.presentation.reviews import PARTS, TEXTS, TONES, inside, told, told_inside
from accompaniment.rules import REVIEW_OUTSIDE, REVIEWS
from accompaniment.rules.reviews import inside_effects, shared_effects
from accompaniment.services.closings import final_review
from accompaniment.services.holding import within_reach
from accompaniment.services.meetings import meetings_of_stay
from accompaniment.services.reviews import (
    DECIDE,
    SIGN,
    WRITE,
    cancel_review,
    give_up_review,
    send_back_review,
    sign_review,
    start_review,
    submit_review,
    validate_review,
    write_inside,
    write_review,
)
from accompaniment.views.reach import MesureForm, MesureStep, OfMesure
from accounts.matrix import allows
from core.trail import history_of
from core.views import RenderNow
from referrals.rules.motives import word_of_health

READ, READ_FULL, WRITE_FULL = "reviews.read", "full_reviews.read", "full_reviews.write"


class OfReview(OfMesure):
    model = Review
    action = READ

    def get_queryset(self):
        return super().get_queryset().select_related(*PARTS)

    @property
    def crumbs(self):
        return [*super().crumbs, (str(self.object), self.object.get_absolute_url())]

    def get_success_url(self):
        return self.object.get_absolute_url()

    cancel_url = property(get_success_url)


class ReviewPage(RenderNow, OfReview, DetailView):
    """What the three read; a link leads the operator to its own side."""

    acts = False
    template_name = "accompaniment/review.html"
    context_object_name = "review"

    def get_context_data(self, **kwargs):
        review, actor = self.object, self.request.actor
        in_hand = within_reach(actor).filter(pk=self.mesure.pk).exists()
        within = inside(actor)
        history = history_of((review, REVIEWS if within else REVIEW_OUTSIDE, ""))
        texts = (review.tenant_words, review.done, review.worker_view, review.landlord_view, review.next_steps)
        signs = review.state in (ReviewState.VALIDATED, ReviewState.SIGNED) and allows(actor.role, SIGN)
        steps = [one for one in REVIEWS.available(review.state, actor.role) if one.action != "sign"]
        return super().get_context_data(
            mesure=self.mesure,
            household=self.mesure.household,
            tone=TONES.get(review.state, ""),
            steps=steps if in_hand else [],
            writes=in_hand and allows(actor.role, WRITE) and review.state in WRITTEN,
            signs=in_hand and signs,
            inside=within,
            word_of_health=word_of_health(" ".join(texts)) if within and not review.validated_at else "",
            history=history,
            reason=self.reason(history),
            crumbs=super().crumbs[:-1],
            **told(review, actor),
            **kwargs,
        )

    def reason(self, history):
        """Why it is to be taken up again, or stands no more."""
        if self.object.state not in (ReviewState.SENT_BACK, ReviewState.CANCELLED):
            return ""
        return next((line.reason for line in history if line.reason), "")


class InsidePage(RenderNow, OfReview, DetailView):
    """The operator's side, on a page of its own."""

    action = READ_FULL
    acts = False
    template_name = "accompaniment/review_inside.html"
    context_object_name = "review"

    def get_context_data(self, **kwargs):
        actor = self.request.actor
        in_hand = within_reach(actor).filter(pk=self.mesure.pk).exists()
        return super().get_context_data(
            household=self.mesure.household,
            writes=in_hand and allows(actor.role, WRITE_FULL) and self.object.state in WRITTEN,
            crumbs=self.crumbs,
            **told_inside(self.object),
            **kwargs,
        )


class StartReview(MesureForm):
    action = WRITE
    form_class = StartForm
    page_title = "Préparer un bilan"
    page_text = (
        "Il se prépare avec ce qui est noté : rencontres par mois, engagements, dette et procédure. Il se complète en "
        "rencontre tripartite. Le bailleur ne le lit qu’une fois validé par votre chef de service."
    )
    submit_label = "Commencer"
    draft_title = "Bilan"
    success_message = "Le bilan est commencé : complétez-le."

    def get_queryset(self):
        return super().get_queryset().filter(state=MesureState.OPEN)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "meetings": meetings_of_stay(self.object)}

    def get_initial(self):
        met = meetings_of_stay(self.object).first()
        near_term = self.object.term_on and (self.object.term_on - timezone.localdate()).days < 60
        final = near_term and final_review(self.object) is None
        kind = ReviewKind.FINAL if final else ReviewKind.INTERMEDIATE
        return {"on": met.held_on if met else timezone.localdate(), "meeting": met, "kind": kind}

    def save(self, form):
        self.started = start_review(mesure=self.object, by=self.request.actor, **form.cleaned_data)

    def get_success_url(self):
        started = getattr(self, "started", None)
        return started.get_absolute_url() if started else self.mesure_url


class ReviewWriting(OfReview, MesureForm):
    """A form of a bilan that is being written; of another, one reads it."""

    action = WRITE
    draft_title = "Bilan"

    def get_queryset(self):
        return super().get_queryset().filter(state__in=WRITTEN)

    def effects_initial(self, operator_only):
        found = self.object.effects.filter(operator_only=operator_only)
        return {f"effect_{one.code}": one.answer for one in found} | {f"note_{one.code}": one.note for one in found}

    @property
    def definition(self):
        return self.mesure.programme_version.content


class WriteReview(ReviewWriting):
    form_class = ReviewForm
    version_checked = True
    template_name = "accompaniment/review_form.html"
    page_title = "Compléter le bilan"
    success_message = "Le bilan est enregistré."

    def get_form_kwargs(self):
        given = {"meetings": meetings_of_stay(self.mesure), "effects": shared_effects(self.definition)}
        return {**super().get_form_kwargs(), **given}

    def get_initial(self):
        review = self.object
        payments = {f"payments_{one.moment}": one.payments for one in review.situations.all()}
        texts = {name: getattr(review, name) for name in ("on", "meeting", *TEXTS)}
        return texts | payments | self.effects_initial(operator_only=False)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **told(self.object, self.request.actor), inner=told_inside(self.object)["inner"], **kwargs
        )

    def save(self, form):
        said = form.cleaned_data
        values = {name: said[name] for name in ("on", "meeting", *TEXTS)}
        given = {"values": values, "payments": form.payments, "effects": form.effects}
        return write_review(review=self.object, **given, by=self.request.actor)


class WriteInside(ReviewWriting):
    action = WRITE_FULL
    form_class = InsideForm
    version_checked = True
    template_name = "accompaniment/review_inside_form.html"
    page_title = "Compléter le côté association"
    draft_title = "Bilan, côté association"
    success_message = "Le côté association est enregistré."

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "effects": inside_effects(self.definition)}

    def get_initial(self):
        kept = ReviewInside.objects.filter(review=self.object).first()
        texts = {name: getattr(kept, name) for name in ("analysis", "health", "autonomy")} if kept else {}
        return texts | self.effects_initial(operator_only=True)

    def save(self, form):
        values = {name: form.cleaned_data[name] for name in ("analysis", "health", "autonomy")}
        write_inside(review=self.object, values=values, effects=form.effects, by=self.request.actor)


class SignReview(OfReview, MesureForm):
    action = SIGN
    form_class = SignForm
    template_name = "accompaniment/review_sign.html"
    page_title = "Faire signer le bilan"
    submit_label = "Enregistrer la signature"
    draft_title = "Signature"
    drafted = False
    success_message = "La signature est enregistrée."

    def get_queryset(self):
        return super().get_queryset().filter(state__in=[ReviewState.VALIDATED, ReviewState.SIGNED])

    def get_initial(self):
        return {"on": timezone.localdate(), "way": "screen"}

    def save(self, form):
        sign_review(review=self.object, signing=form.signing, by=self.request.actor)


class ReviewStep(OfReview, MesureStep):
    table = REVIEWS
    action = WRITE
    draft_title = "Bilan"


class SubmitReview(ReviewStep):
    step = "submit"
    success_message = "Le bilan est proposé ; le chef de service est prévenu."
    page_text = "Ce qui est noté jusqu’au jour du bilan y est repris, et ne changera plus."

    def take(self, given):
        submit_review(review=self.object, by=self.request.actor)


class GiveUpReview(ReviewStep):
    step = "give_up"
    success_message = "Le bilan est abandonné."

    def take(self, given):
        give_up_review(review=self.object, by=self.request.actor, **given)


class SendBackReview(ReviewStep):
    action = DECIDE
    step = "send_back"
    success_message = "Le bilan est à reprendre ; le travailleur social est prévenu."

    def take(self, given):
        send_back_review(review=self.object, by=self.request.actor, **given)


class ValidateReview(ReviewStep):
    action = DECIDE
    step = "validate"
    success_message = "Le bilan est validé : le bailleur lit sa version."

    def take(self, given):
        validate_review(review=self.object, by=self.request.actor)


class CancelReview(ReviewStep):
    action = DECIDE
    step = "cancel"
    success_message = "Le bilan est annulé."

    def take(self, given):
        cancel_review(review=self.object, by=self.request.actor, **given)
