import datetime
from decimal import Decimal
from functools import cache

import factory
from factory.django import DjangoModelFactory

from programmes.catalogue import shipped_definitions
from programmes.definition import checksum, to_json
from programmes.enums import PayerKind, TariffUnit
from programmes.models import Convention, ConventionBudget, Payer, Programme, ProgrammeVersion, SteeringPartner, Tariff
from tests.factories.accounts import LandlordFactory, OrganisationFactory, PartnerFactory


@cache
def shipped(code):
    return next(to_json(definition) for definition in shipped_definitions() if definition.code == code)


class ProgrammeFactory(DjangoModelFactory):
    """A programme of the catalogue, with its first version."""

    class Meta:
        model = Programme
        django_get_or_create = ["code"]

    code = "remobilisation"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        programme = super()._create(model_class, *args, **kwargs)
        if not programme.versions.exists():
            ProgrammeVersionFactory(programme=programme)
        return programme


class ProgrammeVersionFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeVersion

    programme = factory.SubFactory(ProgrammeFactory)
    number = 1
    definition = factory.LazyAttribute(lambda version: shipped(version.programme.code))
    checksum = factory.LazyAttribute(lambda version: checksum(version.definition))
    valid_from = datetime.date(2014, 1, 1)


class ConventionFactory(DjangoModelFactory):
    """A convention whose landlord pays for all, without a tariff nor a budget."""

    class Meta:
        model = Convention
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"ESSAI-{n:03d}")
    programme = factory.SubFactory(ProgrammeFactory)
    landlord = factory.SubFactory(LandlordFactory)
    operator = factory.SubFactory(OrganisationFactory)
    starts_on = datetime.date(2014, 1, 1)
    ends_on = datetime.date(2016, 12, 31)

    @factory.post_generation
    def payers(self, create, extracted, **kwargs):
        """Pass [(organisation, share), …] for others than the landlord alone."""
        if not create:
            return
        shares = extracted or [(self.landlord, Decimal(100))]
        for position, (organisation, share) in enumerate(shares, start=1):
            PayerFactory(convention=self, organisation=organisation, share=share, position=position)


class PayerFactory(DjangoModelFactory):
    class Meta:
        model = Payer

    convention = factory.SubFactory(ConventionFactory)
    organisation = factory.SubFactory(PartnerFactory)
    share = Decimal(100)
    kind = PayerKind.INVOICE


class TariffFactory(DjangoModelFactory):
    class Meta:
        model = Tariff

    convention = factory.SubFactory(ConventionFactory)
    unit = TariffUnit.SUPPORT_MONTH
    price = Decimal("135.00")
    valid_from = datetime.date(2014, 1, 1)


class BudgetFactory(DjangoModelFactory):
    class Meta:
        model = ConventionBudget

    convention = factory.SubFactory(ConventionFactory)
    year = 2015
    amount = Decimal("32000.00")


class SteeringPartnerFactory(DjangoModelFactory):
    class Meta:
        model = SteeringPartner

    convention = factory.SubFactory(ConventionFactory)
    organisation = factory.SubFactory(PartnerFactory)
