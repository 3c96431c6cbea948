import pghistory
import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from core.fields import EncryptedTextField
from core.guards import TODAY
from core.history import every_change
from core.models import UUIDModel
from tenants.enums import Civility, ContactWay, Guardianship, Tie
from tenants.models.households import Household, HouseholdPart, household_reached
from tenants.rules import OLDEST_AGE

PHONE = RegexValidator(
    r"^\+?[0-9][0-9 .()-]{5,24}\Z", "Des chiffres, par exemple 06 12 34 56 78 ; commencez par + pour l’étranger."
)

NAME = RegexValidator(
    r"^[^\W\d_](?:[^\W\d_]|[\u0300-\u036f .'’-])*\Z",
    "Un nom s’écrit avec des lettres, des espaces, des tirets et des apostrophes.",
)


class HouseholdPartQuerySet(models.QuerySet):
    """What belongs to a household is read and written by whoever reads and writes the household."""

    def visible_to(self, actor, of=None):
        """`of`: those of this household only."""
        return self.filter(household_reached(actor, of))

    def writable_by(self, actor):
        return self.filter(household__in=Household.objects.writable_by(actor))


class PersonQuerySet(HouseholdPartQuerySet):
    def present(self):
        return self.filter(left_on=None)


@pghistory.track(*every_change())
class Person(UUIDModel, HouseholdPart):
    """A member of a household, who holds the lease or not."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="persons")
    civility = models.CharField("civilité", max_length=5, choices=Civility, blank=True)
    last_name = models.CharField("nom", max_length=80, validators=[NAME])
    first_name = models.CharField("prénom", max_length=80, blank=True, validators=[NAME])
    birth_name = models.CharField("nom de naissance", max_length=80, blank=True, validators=[NAME])
    birth_date = models.DateField("date de naissance", null=True, blank=True)
    tie = models.CharField("place dans le ménage", max_length=20, choices=Tie, default=Tie.REFERENCE)
    holds_lease = models.BooleanField("titulaire ou co-titulaire du bail", default=False)
    joined_on = models.DateField("au foyer depuis le", null=True, blank=True)
    left_on = models.DateField("a quitté le foyer le", null=True, blank=True)
    phone = models.CharField("téléphone", max_length=25, blank=True, validators=[PHONE])
    email = models.EmailField("e-mail", blank=True)
    contact_way = models.CharField("préfère être joint par", max_length=10, choices=ContactWay, default=ContactWay.ANY)
    contact_hours = models.CharField(
        "heures qui conviennent", max_length=120, blank=True, help_text="Par exemple : après 17 h, jamais le mercredi."
    )
    interpreter = models.CharField(
        "interprète nécessaire", max_length=60, blank=True, help_text="La langue ; laissez vide s’il n’en faut pas."
    )
    guardianship = models.CharField(
        "mesure de protection juridique",
        max_length=10,
        choices=Guardianship,
        default=Guardianship.NONE,
        help_text="Pour savoir qui signe avec la personne.",
    )
    guardian_name = models.CharField("mandataire", max_length=120, blank=True)
    guardian_phone = models.CharField("téléphone du mandataire", max_length=25, blank=True, validators=[PHONE])
    guardian_email = models.EmailField("e-mail du mandataire", blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "personne"
        ordering = ["household_id", "-holds_lease", "birth_date", "pk"]
        indexes = [models.Index(fields=["household"], name="person_of_household")]
        constraints = [
            models.CheckConstraint(condition=~Q(last_name=""), name="person_is_named"),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(tie=Tie.REFERENCE, left_on=None),
                name="person_of_reference_once",
                violation_error_message="Le ménage a déjà une personne de référence.",
            ),
            models.CheckConstraint(
                condition=Q(guardianship=Guardianship.NONE) | ~Q(guardian_name=""),
                name="person_guardian_is_named",
                violation_error_message="Indiquez qui signe avec la personne.",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="person_left_after_joining",
                violation_error_message="Le départ ne peut pas précéder l’arrivée.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="person_of_a_possible_age",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("birth_date", "left_on", "joined_on"),
                func=f"""
                    IF NEW.birth_date > {TODAY} OR NEW.birth_date < {TODAY} - interval '{OLDEST_AGE} years'
                       OR NEW.joined_on > {TODAY} OR NEW.left_on > {TODAY} THEN
                      RAISE check_violation USING MESSAGE = 'nobody was born or moved on this day';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def titled_name(self):
        """« Mme Camille Durand »"""
        return f"{self.get_civility_display()} {self.full_name}".strip()


@pghistory.track(*every_change())
class GuardedContact(UUIDModel, HouseholdPart):
    """Somebody in danger: how she may be reached, and nothing else reaches her. Why is not asked."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="guards")
    person = models.ForeignKey(Person, verbose_name="personne à protéger", on_delete=models.PROTECT, related_name="+")
    safe_channel = EncryptedTextField("comment la joindre sans risque")
    safe_hours = EncryptedTextField("quand la joindre sans risque", blank=True)
    since = models.DateField("depuis le")
    lifted_on = models.DateField("levé le", null=True, blank=True)

    objects = HouseholdPartQuerySet.as_manager()

    class Meta:
        verbose_name = "contact protégé"
        ordering = ["-since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(lifted_on=None), name="guarded_contact_one_at_a_time"
            ),
        ]
