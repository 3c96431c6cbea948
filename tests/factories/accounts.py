import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.enums import OrganisationKind, Role
from accounts.models import Invitation, Logo, Membership, Organisation, User
from accounts.rules import KINDS_OF_ROLE

PASSWORD = "un mot de passe assez long"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.OPERATOR
    name = factory.Sequence(lambda n: f"Association Essai {n}")


class LandlordFactory(OrganisationFactory):
    kind = OrganisationKind.LANDLORD
    name = factory.Sequence(lambda n: f"Habitations Essai {n}")


class PartnerFactory(OrganisationFactory):
    kind = OrganisationKind.PARTNER
    name = factory.Sequence(lambda n: f"Collectivité Essai {n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@essai.example")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Essai-{n}")
    password = factory.django.Password(PASSWORD)


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


class LogoFactory(DjangoModelFactory):
    class Meta:
        model = Logo

    organisation = factory.SubFactory(OrganisationFactory)
    # One transparent point.
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
    )
