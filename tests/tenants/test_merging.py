"""Two files become one, and two again: every row where it was."""

import datetime
import random

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Notice
from core.errors import DomainError
from core.models import TransitionEntry
from referrals.models import Adhesion, Referral
from tenants.enums import LinkKind, MergeState, Tie
from tenants.models import (
    HOUSEHOLDS,
    Assignment,
    Entrustment,
    Household,
    HouseholdLink,
    Merge,
    Occupancy,
    Person,
    RentDebt,
    Resource,
)
from tenants.services.households import refresh_name
from tenants.services.index import index_all
from tenants.services.links import cancel_link, link_households, links_of
from tenants.services.merging import (
    TWO_PRIVILEGED,
    accept_merge,
    plan_merge,
    propose_merge,
    reading_of,
    refuse_merge,
    same_persons,
    undo_merge,
)
from tenants.services.moving import pointers
from tests.factories.accompaniment import (
    FAR,
    AccompanimentFactory,
    ExchangeFactory,
    InterviewFactory,
    ObjectiveFactory,
    PublicationFactory,
)
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import (
    AdhesionFactory,
    AppointmentFactory,
    PreliminaryMeetingFactory,
    ReferralFactory,
    TripartiteMeetingFactory,
    sent_referral,
)
from tests.factories.tenants import (
    AssignmentFactory,
    EntrustmentFactory,
    HouseholdFactory,
    OccupancyFactory,
    PersonFactory,
    RentDebtFactory,
    ScreeningFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2014, 3, 1)


@pytest.fixture
def landlord():
    return LandlordFactory()


@pytest.fixture
def advisor(landlord):
    return MembershipFactory(role=Role.ADVISOR, organisation=landlord)


@pytest.fixture
def manager(landlord):
    return MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=landlord)


@pytest.fixture
def pair(landlord):
    return [file_of(landlord, name) for name in ("Roux Léa", "Roux Lea")]


def file_of(landlord, name, **given):
    made = HouseholdFactory(landlord=landlord, name=name, sort_name=name.lower(), **given)
    PersonFactory(household=made, last_name="Roux", first_name=name[-3:], birth_date=None)
    index_all([made])
    return made


def merged(pair, advisor, manager, **choices):
    source, target = pair
    merge = propose_merge(source=source, target=target, reason="Même personne", by=advisor)
    accept_merge(merge=merge, digest=reading_of(source, target), by=manager, **choices)
    return merge


def where():
    """Every foreign key to a household or a person, row by row, and what a merge may change."""
    found = {}
    for model in (Household, Person):
        for pointer in pointers(model):
            if pointer.model is not Merge and pointer.model._meta.label != "tenants.HouseholdWord":
                rows = pointer.model._base_manager.values_list("pk", pointer.name)
                found[pointer.label, pointer.name] = dict(rows)
    found["ties"] = dict(Person.objects.values_list("pk", "tie"))
    found["households"] = {
        pk: rest
        for pk, *rest in Household.objects.values_list("pk", "name", "composition", "dalo", "sector", "merged_into")
    }
    found["words"] = set(apps.get_model("tenants.HouseholdWord").objects.values_list("word", "subject"))
    return found


def test_all_that_leads_to_the_source_leads_to_the_target(pair, advisor, manager):
    source, target = pair
    convention = ConventionFactory(landlord=source.landlord)
    worker = MembershipFactory(organisation=convention.operator)
    referral = sent_referral(household=source, convention=convention, advisor=advisor, worker=worker)
    shared = {"household": source, "convention": convention}
    meeting = TripartiteMeetingFactory(**shared, referral=referral)
    AdhesionFactory(**shared, referral=referral, person=source.persons.get(), meeting=meeting)
    AppointmentFactory(household=source, operator=convention.operator)
    PreliminaryMeetingFactory(**shared, advisor=advisor)
    OccupancyFactory(household=source)
    RentDebtFactory(household=source)
    merged(pair, advisor, manager)
    for pointer in pointers(Household):
        if pointer.model is not Merge:
            left = pointer.model._base_manager.filter(**{pointer.name: source})
            assert not left.exists(), f"{pointer.label}.{pointer.name}"
    assert Referral.objects.get().household == target
    assert Adhesion.objects.get().household == target
    source.refresh_from_db()
    assert source.merged_into == target
    assert HOUSEHOLDS.find("roux", organisation=source.landlord_id).subjects == [target.pk]
    assert list(TransitionEntry.objects.order_by("at").values_list("action", flat=True)) == ["propose", "accept"]


@pytest.mark.parametrize("seed", range(6))
def test_there_and_back_everything_is_where_it_was(pair, advisor, manager, seed):
    """Files filled by chance, with what both say and what only one does."""
    fill(pair, random.Random(seed), advisor)
    before = where()
    source, target = pair
    chance = random.Random(seed)
    same = same_persons(source, target) if chance.random() < 0.7 else {}
    merge = merged(pair, advisor, manager, same=same, keep_homes_of_source=chance.random() < 0.5)
    assert where() != before
    undo_merge(merge=merge, reason="Deux sœurs", by=manager)
    assert where() == before
    merge.refresh_from_db()
    assert merge.state == MergeState.UNDONE


def fill(pair, chance, advisor):
    operators = [OrganisationFactory() for _ in range(2)]
    workers = [MembershipFactory(organisation=operator) for operator in operators]
    conventions = [ConventionFactory(landlord=pair[0].landlord, operator=operator) for operator in operators]
    others = [file_of(pair[0].landlord, f"Blin {letter}") for letter in "abc"]
    for household, convention in zip(pair, conventions, strict=True):
        born = datetime.date(1980, 4, 3)
        person = PersonFactory(household=household, last_name="Roux", tie=Tie.OTHER, birth_date=born)
        for year in chance.sample(range(2005, 2014), 4):
            days = datetime.date(year, 1, 1), datetime.date(year, 10, chance.randint(1, 28))
            OccupancyFactory(household=household, starts_on=days[0], ends_on=days[1])
            RentDebtFactory(household=household, on=days[0], amount=chance.randint(0, 900))
        for kind in chance.sample(["work", "family", "housing", "pension"], 2):
            Resource.objects.create(household=household, kind=kind, on=DAY)
        for operator, worker in zip(operators, workers, strict=True):
            if chance.random() < 0.7:
                EntrustmentFactory(household=household, operator=operator)
                AssignmentFactory(household=household, membership=worker)
        for other in chance.sample(others, 2):
            link_households(one=household, other=other, kind=LinkKind.FAMILY, by=advisor)
        ScreeningFactory(household=household, by=advisor)
        referral = sent_referral(household=household, convention=convention, advisor=advisor)
        AdhesionFactory(household=household, convention=convention, referral=referral, person=person)
        AdhesionFactory(household=household, convention=convention, referral=None, person=person)
        Household.objects.filter(pk=household.pk).update(
            composition=chance.choice(["", "alone"]), dalo=chance.choice(["unknown", "yes"])
        )
        household.refresh_from_db()
        refresh_name(household)
    link_households(one=pair[0], other=pair[1], kind=LinkKind.SAME_PERSON, by=advisor)
    index_all(pair)


def test_what_both_say_is_kept_once(pair, advisor, manager):
    source, target = pair
    worker = MembershipFactory()
    for household, amount in ((source, 300), (target, 640)):
        OccupancyFactory(household=household, reference="L-1")
        RentDebtFactory(household=household, amount=amount)
        Resource.objects.create(household=household, kind="work", on=DAY)
        EntrustmentFactory(household=household, operator=worker.organisation)
        AssignmentFactory(household=household, membership=worker)
    plan = plan_merge(source, target)
    assert not plan.obstacles
    assert len(plan.notes) == 6
    merged(pair, advisor, manager)
    for model in (Occupancy, RentDebt, Resource, Entrustment, Assignment):
        assert model.objects.filter(household=target).count() == 1
        assert model.objects.filter(household=source).count() == 1
    assert RentDebt.objects.get(household=target).amount == 640
    assert target.persons.filter(tie=Tie.REFERENCE).count() == 1


def test_two_privileged_workers_of_one_association_are_told_apart_first(pair, advisor):
    source, target = pair
    operator = OrganisationFactory()
    for household in pair:
        EntrustmentFactory(household=household, operator=operator)
        AssignmentFactory(household=household, membership=MembershipFactory(organisation=operator))
    assert TWO_PRIVILEGED in plan_merge(source, target).obstacles
    Assignment.objects.filter(household=source).update(kind="second")
    assert not plan_merge(source, target).obstacles


def test_what_the_association_noted_comes_with_the_file(pair, advisor, manager):
    source, target = pair
    mesure = AccompanimentFactory(household=source, convention=ConventionFactory(landlord=source.landlord, ends_on=FAR))
    interview = InterviewFactory(accompaniment=mesure)
    told = PublicationFactory(interview=interview)
    ObjectiveFactory(accompaniment=mesure)
    exchange = ExchangeFactory(household=source, convention=mesure.convention)
    where = {one: type(one).objects.get(pk=one.pk).household_id for one in (mesure, interview, told, exchange)}
    assert set(where.values()) == {source.pk}
    merge = merged(pair, advisor, manager)
    assert {type(one).objects.get(pk=one.pk).household_id for one in where} == {target.pk}
    undo_merge(merge=merge, reason="Deux sœurs", by=manager)
    assert {type(one).objects.get(pk=one.pk).household_id for one in where} == {source.pk}


def test_the_reviewer_may_keep_the_dwelling_of_the_other_file(pair, advisor, manager):
    source, target = pair
    theirs, ours = (OccupancyFactory(household=household) for household in pair)
    merged(pair, advisor, manager, keep_homes_of_source=True)
    assert target.occupancies.get() == theirs
    assert source.occupancies.get() == ours


def test_one_person_noted_twice_stays_one(pair, advisor, manager):
    source, target = pair
    born = datetime.date(1980, 4, 3)
    theirs = PersonFactory(household=source, last_name="Le Goff", first_name="Elodie", birth_date=born, tie="other")
    ours = PersonFactory(household=target, last_name="Legoff", first_name="Élodie", birth_date=born, tie="other")
    convention = ConventionFactory(landlord=source.landlord)
    adhesion = AdhesionFactory(household=source, convention=convention, referral=None, person=theirs)
    assert same_persons(source, target) == {theirs: ours}
    merged(pair, advisor, manager, same={theirs: ours})
    adhesion.refresh_from_db()
    assert (adhesion.person, adhesion.household) == (ours, target)
    assert theirs not in target.persons.all()


def test_two_running_referrals_are_told_before_anything_moves(pair, advisor, manager):
    source, target = pair
    convention = ConventionFactory(landlord=source.landlord)
    for household in pair:
        ReferralFactory(household=household, convention=convention, advisor=advisor)
    (obstacle,) = plan_merge(source, target).obstacles
    assert "terminez" in obstacle
    before = where()
    with pytest.raises(DomainError, match="terminez"):
        merged(pair, advisor, manager)
    assert where() == before


def test_what_changed_since_the_review_is_told(pair, advisor, manager):
    source, target = pair
    merge = propose_merge(source=source, target=target, reason="x", by=advisor)
    digest = reading_of(source, target)
    RentDebtFactory(household=source)
    with pytest.raises(DomainError, match="ont changé"):
        accept_merge(merge=merge, digest=digest, by=manager)


def test_what_leans_on_a_moved_row_since_is_told_before_it_is_undone(pair, advisor, manager):
    source, target = pair
    merge = merged(pair, advisor, manager)
    moved = target.persons.get(first_name="Léa")
    AdhesionFactory(household=target, convention=ConventionFactory(), referral=None, person=moved)
    with pytest.raises(DomainError, match="s’appuie"):
        undo_merge(merge=merge, reason="x", by=manager)
    source.refresh_from_db()
    assert source.merged_into == target


def test_a_chain_is_undone_from_its_end(landlord, advisor, manager):
    first, second, third = (file_of(landlord, f"Roux {letter}") for letter in "abc")
    inner = merged([first, second], advisor, manager)
    outer = merged([second, third], advisor, manager)
    first.refresh_from_db()
    assert first.merged_into == third
    with pytest.raises(DomainError, match="autre depuis"):
        undo_merge(merge=inner, reason="x", by=manager)
    undo_merge(merge=outer, reason="x", by=manager)
    undo_merge(merge=inner, reason="x", by=manager)
    assert not Household.objects.exclude(merged_into=None).exists()


def test_who_proposes_who_reviews(pair, advisor, manager, landlord):
    source, target = pair
    merge = propose_merge(source=source, target=target, reason="x", by=advisor)
    with pytest.raises(DomainError, match="déjà proposée"):
        propose_merge(source=source, target=target, reason="x", by=advisor)
    digest = reading_of(source, target)
    both_roles = MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=landlord, user=advisor.user)
    for by in (advisor, both_roles):
        with pytest.raises(DomainError):
            accept_merge(merge=merge, digest=digest, by=by)
    refuse_merge(merge=merge, reason="Deux sœurs", by=manager)
    assert propose_merge(source=source, target=target, reason="y", by=advisor)


def test_those_who_review_are_told_but_not_whoever_proposed(pair, advisor, manager, landlord):
    MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=landlord, user=advisor.user)
    MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=LandlordFactory())
    merge = propose_merge(source=pair[0], target=pair[1], reason="x", by=advisor)
    told = Notice.objects.get()
    assert (told.membership, told.code) == (manager, "merge_proposed")
    assert told.path == reverse("tenants:merge", args=[merge.pk])


@pytest.mark.parametrize("shut", ["sector", "guarded", "landlord", "same"])
def test_what_one_does_not_read_is_not_proposed(pair, advisor, shut):
    source, target = pair
    if shut == "sector":
        target.sector = SectorFactory(landlord=target.landlord)
    elif shut == "guarded":
        target.guarded, target.guarded_for = True, advisor
    elif shut == "landlord":
        target.landlord = LandlordFactory()
    else:
        target = source
    target.save()
    with pytest.raises(DomainError):
        propose_merge(source=source, target=target, reason="x", by=advisor)


def test_a_pair_is_linked_once_and_unlinked_with_a_reason(pair, advisor):
    one, other = pair
    link = link_households(one=one, other=other, kind=LinkKind.FAMILY, by=advisor)
    with pytest.raises(DomainError, match="déjà liés"):
        link_households(one=other, other=one, kind=LinkKind.FAMILY, by=advisor)
    assert [found for _, found in links_of(one, advisor)] == [other]
    cancel_link(link=link, reason="erreur", by=advisor)
    assert links_of(one, advisor) == []
    assert HouseholdLink.objects.count() == 1


def test_it_is_not_undone_into_a_file_that_everybody_reads(pair, advisor, manager):
    """Protected since: the persons of the file that entered would come back unprotected."""
    merge = merged(pair, advisor, manager)
    Household.objects.filter(pk=merge.target_id).update(guarded=True, guarded_for=manager)
    with pytest.raises(DomainError, match="protection n’est pas levée"):
        undo_merge(merge=merge, reason="Deux sœurs", by=manager)
    assert Household.objects.get(pk=merge.source_id).merged_into_id == merge.target_id
