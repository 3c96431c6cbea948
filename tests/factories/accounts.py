import datetime
import io

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image
from stdnum import luhn

from accounts.enums import OrganisationKind, Role
from accounts.models import Invitation, Logo, Membership, Organisation, User
from accounts.rules import KINDS_OF_ROLE

PASSWORD = "un mot de passe assez long"


def with_check_digit(number):
    return number + luhn.calc_check_digit(number)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    class Params:
        number = factory.Sequence(lambda n: f"{10_000_000 + n}")

    kind = OrganisationKind.OPERATOR
    name = factory.Sequence(lambda n: f"Association Essai {n}")
    # All that an invoice needs.
    address = "3, rue de l’Essai"
    postcode = "44000"
    city = "Nantes"
    siren = factory.LazyAttribute(lambda built: with_check_digit(built.number))
    siret = factory.LazyAttribute(lambda built: with_check_digit(f"{built.siren}0001"))
    rna = factory.LazyAttribute(lambda built: f"W{built.siren}")
    iban = "FR7699999010000001000000034"


class LandlordFactory(OrganisationFactory):
    kind = OrganisationKind.LANDLORD
    name = factory.Sequence(lambda n: f"Habitations Essai {n}")


class PartnerFactory(OrganisationFactory):
    kind = OrganisationKind.PARTNER
    name = factory.Sequence(lambda n: f"Collectivité Essai {n}")


class EmailAddressFactory(DjangoModelFactory):
    class Meta:
        model = EmailAddress

    email = factory.SelfAttribute("user.email")
    verified = primary = True


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@essai.example")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Essai-{n}")
    password = factory.django.Password(PASSWORD)
    # Whoever came through an invitation has proven her address.
    proven = factory.RelatedFactory(EmailAddressFactory, factory_related_name="user")


class MembershipFactory(DjangoModelFactory):
    """A role in an organisation of a kind that has it."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.SOCIAL_WORKER
    organisation = factory.LazyAttribute(
        lambda built: OrganisationFactory(kind=min(KINDS_OF_ROLE[built.role], key=list(OrganisationKind).index))
    )
    starts_on = datetime.date(2014, 1, 1)


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"invitee{n}@essai.example")
    first_name = "Dominique"
    last_name = factory.Sequence(lambda n: f"Invitation-{n}")
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.SOCIAL_WORKER
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=7))


def picture(kind, size=(8, 4)):
    """A real picture, as it would be uploaded."""
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind)
    return target.getvalue()


class LogoFactory(DjangoModelFactory):
    class Meta:
        model = Logo

    organisation = factory.SubFactory(OrganisationFactory)
    png = factory.LazyFunction(lambda: picture("PNG"))
