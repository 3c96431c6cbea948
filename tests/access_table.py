"""Who opens which address: declared apart from the code, held against it by test_access_matrix.

Each address of the application stands here by its URL name. `get` and `post` are the roles for which the address is
there (404 otherwise); None means that the method is not (405, or 404). `own` and `foreign` give the arguments of the
address, for something of one's own pair and for something of the other pair, which must not be there for anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.enums import Role
from referrals.services.feeds import open_feed
from tenants.enums import LinkKind
from tenants.models import HouseholdLink, Merge
from tests.factories.core import FinishedJobFactory, JobFactory
from tests.factories.tenants import HouseholdFactory

EVERYONE = frozenset(Role)
ANYBODY = "anybody, signed in or not"


@dataclass(frozen=True)
class Address:
    get: frozenset | str | None = None
    post: frozenset | str | None = None
    own: Callable | None = None
    foreign: Callable | None = None
    # It shows a person: a look leaves a line in the access log.
    traced: bool = False


def roles(*names):
    return frozenset(names)


ADMINISTRATOR = roles(Role.ADMINISTRATOR)

TEAM_READERS = roles(Role.SERVICE_HEAD, Role.ADMINISTRATOR)


def own_organisation(world):
    return {"pk": world.actor.organisation_id}


def administered_organisation(world):
    return {"pk": world.ours.landlord.pk}


def foreign_organisation(world):
    return {"pk": world.theirs.operator.pk}


def colleague(world):
    return {"pk": world.ours.members[Role.SOCIAL_WORKER].user_id}


def stranger(world):
    return {"pk": world.foreign_member.user_id}


def own_invitation(world):
    return {"pk": world.ours.invitation.pk}


def foreign_invitation(world):
    return {"pk": world.theirs.invitation.pk}


def invitation_link(world):
    return {"token": world.ours.invitation.token}


CONVENTION_READERS = roles(Role.LANDLORD_MANAGER, Role.SERVICE_HEAD, Role.BILLING_OFFICER, Role.ADMINISTRATOR)


def own_programme(world):
    return {"code": world.ours.convention.programme.code}


def no_programme(world):
    """An administrator reads every programme, to make conventions: the other pair's is hers too (test_pages)."""
    return {"code": "aucun-dispositif"}


def own_convention(world):
    return {"pk": world.ours.convention.pk}


def foreign_convention(world):
    return {"pk": world.theirs.convention.pk}


def own_job(world):
    return {"pk": JobFactory(by=world.actor).pk}


def own_result(world):
    return {"pk": FinishedJobFactory(by=world.actor).pk}


def foreign_job(world):
    return {"pk": FinishedJobFactory(by=world.foreign_member).pk}


ADVISOR = roles(Role.ADVISOR)
FILE_READERS = roles(Role.ADVISOR, Role.LANDLORD_MANAGER, Role.SOCIAL_WORKER, Role.SERVICE_HEAD)


def own_household(world):
    return {"pk": world.ours.household.pk}


def foreign_household(world):
    return {"pk": world.theirs.household.pk}


def file_page(get=FILE_READERS, **others):
    """A page of the file of a household, at its key."""
    return Address(**{"get": get, "own": own_household, "foreign": foreign_household, "traced": True} | others)


ADVISOR = roles(Role.ADVISOR)


LANDLORD = roles(Role.ADVISOR, Role.LANDLORD_MANAGER)


def own_conversation(world):
    return {"pk": world.ours.preliminary_meeting.pk}


def foreign_conversation(world):
    return {"pk": world.theirs.preliminary_meeting.pk}


def own_proposal(world):
    return {"household": world.ours.household.pk, "convention": world.ours.convention.pk}


def foreign_proposal(world):
    return {"household": world.theirs.household.pk, "convention": world.theirs.convention.pk}


APPOINTMENT_WRITERS = roles(Role.ADVISOR, Role.SOCIAL_WORKER, Role.SERVICE_HEAD)
SLOT_WRITERS = roles(Role.SOCIAL_WORKER, Role.SERVICE_HEAD)


def appointment_page(get=FILE_READERS, **others):
    """A page of an appointment."""
    reached = {
        "own": lambda world: {"pk": world.ours.appointment.pk},
        "foreign": lambda world: {"pk": world.theirs.appointment.pk},
    }
    return Address(**{"get": get, **reached, "traced": True} | others)


def for_household():
    """A form that makes something for a household."""
    reached = {
        "own": lambda world: {"household": world.ours.household.pk},
        "foreign": lambda world: {"household": world.theirs.household.pk},
    }
    return Address(get=APPOINTMENT_WRITERS, post=APPOINTMENT_WRITERS, **reached, traced=True)


def appointment_form():
    return appointment_page(get=APPOINTMENT_WRITERS, post=APPOINTMENT_WRITERS)


TREATERS = roles(Role.SOCIAL_WORKER, Role.SERVICE_HEAD)
HEAD = roles(Role.SERVICE_HEAD)


def referral_page(which, *, get=FILE_READERS, post=None, **others):
    """A page of a fiche of the pair; `others` are the other arguments of its address, made from the pair."""

    def arguments(pair):
        return {"pk": getattr(pair, which).pk} | {name: build(pair) for name, build in others.items()}

    return Address(
        get=get,
        post=post,
        own=lambda world: arguments(world.ours),
        foreign=lambda world: arguments(world.theirs),
        traced=True,
    )


def advisors_page(which, **others):
    return referral_page(which, get=ADVISOR, post=ADVISOR, **others)


WRITERS = roles(Role.ADVISOR, Role.SOCIAL_WORKER)
GUARDIANS = roles(Role.ADVISOR, Role.SOCIAL_WORKER, Role.SERVICE_HEAD)
MANAGER = roles(Role.LANDLORD_MANAGER)
ORGANISERS = roles(Role.LANDLORD_MANAGER, Role.ADMINISTRATOR)


def file_form(who=WRITERS, **others):
    return file_page(**{"get": who, "post": who} | others)


def part_form(name="", who=WRITERS, **others):
    """A form about a part of the file, by its name in the world; about a new part without one."""

    def at(pair):
        part = {"pk": getattr(pair, name).pk} if name else {}
        return {"household": pair.household.pk, **part}

    return file_form(who, own=lambda world: at(world.ours), foreign=lambda world: at(world.theirs), **others)


def sector_form(who, key="pk", find=lambda pair: pair.sector):
    return Address(
        get=who,
        post=who,
        own=lambda world: {key: find(world.ours).pk},
        foreign=lambda world: {key: find(world.theirs).pk},
    )


def own_link(world):
    return link_of(world.ours)


def foreign_link(world):
    return link_of(world.theirs)


def link_of(pair):
    other = HouseholdFactory(landlord=pair.landlord)
    link = HouseholdLink.objects.create(one=pair.household, other=other, kind=LinkKind.FAMILY)
    return {"pk": pair.household.pk, "link": link.pk}


def own_merge(world):
    return merge_of(world.ours)


def foreign_merge(world):
    return merge_of(world.theirs)


def merge_of(pair):
    source = HouseholdFactory(landlord=pair.landlord)
    by = pair.members[Role.ADVISOR]
    return {"pk": Merge.objects.create(source=source, target=pair.household, reason="Essai", proposed_by=by).pk}


def merge_page(role, post=True):
    readers = roles(role) if role else roles(Role.ADVISOR, Role.LANDLORD_MANAGER)
    return Address(get=readers, post=readers if post else None, own=own_merge, foreign=foreign_merge, traced=True)


WORKER = roles(Role.SOCIAL_WORKER)


def meeting_page(which="meeting", get=FILE_READERS, post=None):
    return referral_page(which, get=get, post=post)


def workers_form(which, **others):
    return referral_page(which, get=WORKER, post=WORKER, **others)


def open_again(pair):
    return {"household": pair.household.pk, "convention": pair.convention.pk}


MESURES = {
    "accompaniment:mesure_open": Address(
        get=WORKER,
        post=WORKER,
        own=lambda world: open_again(world.ours),
        foreign=lambda world: open_again(world.theirs),
        traced=True,
    ),
    "accompaniment:timeline": referral_page("household"),
    "accompaniment:followed": Address(get=LANDLORD, traced=True),
    "accompaniment:progress": file_page(get=LANDLORD),
    "accompaniment:whole_file": file_page(get=TREATERS),
    "accompaniment:looks": file_page(get=HEAD),
    "accompaniment:looks_by_number": Address(get=roles(Role.SERVICE_HEAD, Role.DPO)),
    "accompaniment:mesure": referral_page("mesure"),
    "accompaniment:mesure_take_back": referral_page("mesure", get=WORKER, post=WORKER),
    "accompaniment:mesure_rhythm": referral_page("mesure", get=WORKER, post=WORKER),
    "accompaniment:mesure_reopen": referral_page("mesure", get=HEAD, post=HEAD),
    "accompaniment:phase_start": workers_form("mesure"),
    "accompaniment:phase_end": workers_form("phase"),
    "accompaniment:phase_correct": referral_page("phase", get=TREATERS, post=TREATERS),
    "accompaniment:phase_suspend": workers_form("phase"),
    "accompaniment:suspension_resume": workers_form("suspension"),
    "accompaniment:suspension_correct": workers_form("suspension"),
    "accompaniment:suspension_cancel": workers_form("suspension"),
    "accompaniment:pause_add": workers_form("mesure"),
    "accompaniment:pause_correct": workers_form("pause"),
    "accompaniment:pause_cancel": workers_form("pause"),
    "accompaniment:extension_propose": workers_form("mesure"),
    "accompaniment:extension": referral_page("extension"),
    "accompaniment:extension_agree": referral_page("extension", get=LANDLORD, post=LANDLORD),
    "accompaniment:extension_refuse": referral_page("extension", get=LANDLORD, post=LANDLORD),
    "accompaniment:extension_take_back": referral_page("extension", get=TREATERS, post=TREATERS),
    "accompaniment:closing_propose": workers_form("mesure"),
    "accompaniment:closing_validate": referral_page("closing", get=HEAD, post=HEAD),
    "accompaniment:closing_send_back": referral_page("closing", get=HEAD, post=HEAD),
    "accompaniment:closing_take_back": workers_form("closing"),
    "accompaniment:decision_propose": workers_form("mesure", adhesion=lambda pair: pair.withdrawn.pk),
    "accompaniment:decision_validate": referral_page("decision", get=HEAD, post=HEAD),
    "accompaniment:decision_send_back": referral_page("decision", get=HEAD, post=HEAD),
    "accompaniment:diagnostics": Address(get=TREATERS, traced=True),
    "accompaniment:diagnostic": referral_page("diagnostic", get=TREATERS),
    "accompaniment:diagnostic_section": workers_form("diagnostic", section=lambda pair: "budget"),
    "accompaniment:diagnostic_submit": workers_form("diagnostic"),
    "accompaniment:diagnostic_take_back": workers_form("diagnostic"),
    "accompaniment:diagnostic_send_back": referral_page("diagnostic", get=HEAD, post=HEAD),
    "accompaniment:diagnostic_publish": referral_page("diagnostic", get=HEAD, post=HEAD),
    "accompaniment:diagnostic_interrupt": workers_form("diagnostic"),
    "accompaniment:diagnostic_relay": workers_form("over"),
    "accompaniment:diagnostic_pdf": referral_page("diagnostic", get=TREATERS),
    "accompaniment:conclusions": referral_page("published_conclusions"),
    "accompaniment:conclusions_write": workers_form("conclusions"),
    "accompaniment:conclusions_reading": workers_form("conclusions"),
    "accompaniment:conclusions_pdf": referral_page("published_conclusions"),
    "accompaniment:proposal": referral_page("proposal"),
    "accompaniment:proposal_take_up": referral_page("proposal", get=None, post=ADVISOR),
    "accompaniment:proposal_decline": advisors_page("proposal"),
}

INTERVIEWS = {
    "accompaniment:quick": Address(get=WORKER, traced=True),
    "accompaniment:quick_entry": file_page(get=WORKER, post=WORKER),
    "accompaniment:interviews": file_page(get=TREATERS),
    "accompaniment:interview_create": file_page(get=WORKER, post=WORKER),
    "accompaniment:attempt_create": file_page(get=WORKER, post=WORKER),
    "accompaniment:letter_create": file_page(get=WORKER, post=WORKER),
    "accompaniment:interview": referral_page("interview", get=TREATERS),
    "accompaniment:interview_update": workers_form("interview"),
    "accompaniment:interview_cancel": workers_form("interview"),
    "accompaniment:interview_publish": workers_form("interview"),
    "accompaniment:note_open": referral_page("interview", get=HEAD, post=HEAD),
    "accompaniment:appointment_entry": appointment_page(get=None, post=WORKER),
    "accompaniment:appointment_missed": appointment_page(get=WORKER, post=WORKER),
    "accompaniment:publications": file_page(get=FILE_READERS - roles(Role.LANDLORD_MANAGER)),
    "accompaniment:publication_withdraw": workers_form("publication"),
    "accompaniment:exchanges": file_page(),
    "accompaniment:exchange_create": file_page(get=WRITERS, post=WRITERS),
    "accompaniment:exchange_alert": file_page(get=ADVISOR, post=ADVISOR),
    "accompaniment:exchange": referral_page("exchange"),
    "accompaniment:exchange_answer": referral_page("exchange", get=TREATERS, post=TREATERS),
    "accompaniment:exchange_cancel": referral_page("exchange", get=WRITERS, post=WRITERS),
}

CASELOAD = {
    "accompaniment:caseload": Address(get=TREATERS, traced=True),
    "accompaniment:caseload_export": Address(post=TREATERS, traced=True),
    "accompaniment:contactless": Address(get=TREATERS, traced=True),
    "accompaniment:waiting": Address(get=TREATERS, traced=True),
    "accompaniment:team_load": Address(get=HEAD, traced=True),
    "accompaniment:transfer": Address(
        get=HEAD,
        post=HEAD,
        own=lambda world: {"pk": world.ours.members[Role.SOCIAL_WORKER].pk},
        foreign=lambda world: {"pk": world.theirs.members[Role.SOCIAL_WORKER].pk},
        traced=True,
    ),
}


def structure_page(get=TREATERS, post=None):
    return Address(
        get=get,
        post=post,
        own=lambda world: {"pk": world.ours.structure.pk},
        foreign=lambda world: {"pk": world.theirs.structure.pk},
    )


OBJECTIVES = {
    "accompaniment:objectives": file_page(get=TREATERS),
    "accompaniment:objective_agree": workers_form("mesure"),
    "accompaniment:objective_change": workers_form("objective"),
    "accompaniment:objective_begin": workers_form("objective"),
    "accompaniment:objective_reach": workers_form("objective"),
    "accompaniment:objective_drop": workers_form("objective"),
    "accompaniment:objective_take_up_again": workers_form("objective"),
    "accompaniment:objective_publish": workers_form("objective"),
    "accompaniment:task_check": referral_page("task", get=None, post=WORKER),
    "accompaniment:action_note": workers_form("mesure"),
    "accompaniment:action_change": workers_form("action"),
    "accompaniment:action_cancel": workers_form("action"),
    "accompaniment:relay_note": workers_form("mesure"),
    "accompaniment:relay_change": workers_form("relay"),
    "accompaniment:relay_cancel": workers_form("relay"),
    "accompaniment:structures": Address(get=TREATERS),
    "accompaniment:structures_export": Address(post=TREATERS),
    "accompaniment:structure_create": Address(get=TREATERS, post=TREATERS),
    "accompaniment:structure": structure_page(),
    "accompaniment:structure_update": structure_page(post=TREATERS),
    "accompaniment:structure_withdraw": structure_page(get=None, post=TREATERS),
    "accompaniment:structure_restore": structure_page(get=None, post=TREATERS),
}

REVIEWS = {
    "accompaniment:review_start": workers_form("mesure"),
    # Of the landlord, once it is validated.
    "accompaniment:review": referral_page("read_review"),
    "accompaniment:review_write": workers_form("review"),
    "accompaniment:review_inside": referral_page("review", get=TREATERS),
    "accompaniment:review_inside_write": workers_form("review"),
    "accompaniment:review_submit": workers_form("review"),
    "accompaniment:review_give_up": workers_form("review"),
    "accompaniment:review_send_back": referral_page("review", get=HEAD, post=HEAD),
    "accompaniment:review_validate": referral_page("review", get=HEAD, post=HEAD),
    "accompaniment:review_sign": referral_page("read_review", get=TREATERS, post=TREATERS),
    "accompaniment:review_cancel": referral_page("read_review", get=HEAD, post=HEAD),
    "accompaniment:review_paper": referral_page("read_review"),
    "accompaniment:full_review_paper": referral_page("review", get=TREATERS),
    "accompaniment:review_signed_paper": referral_page("review_signature"),
}
TABLE = {
    **REVIEWS,
    **MESURES,
    **INTERVIEWS,
    **CASELOAD,
    **OBJECTIVES,
    "home": Address(get=EVERYONE),
    "core:alive": Address(get=ANYBODY),
    "core:ready": Address(get=ANYBODY),
    "core:theme": Address(post=ANYBODY),
    "core:accessibility": Address(get=ANYBODY),
    "core:vitrine": Address(get=ANYBODY),
    "core:jobs": Address(get=EVERYONE),
    "core:job": Address(get=EVERYONE, own=own_job, foreign=foreign_job),
    "core:job_progress": Address(get=EVERYONE, own=own_job, foreign=foreign_job),
    "core:job_result": Address(get=EVERYONE, own=own_result, foreign=foreign_job),
    "core:job_cancel": Address(post=EVERYONE, own=own_job, foreign=foreign_job),
    "referrals:agenda": Address(get=FILE_READERS, traced=True),
    "referrals:calendar_feed": Address(get=FILE_READERS),
    "referrals:calendar_feed_open": Address(post=FILE_READERS),
    "referrals:calendar_feed_close": Address(post=FILE_READERS),
    # Whoever holds the address; nothing is told of one that was never there.
    "referrals:calendar_ics": Address(
        get=ANYBODY,
        own=lambda world: {"token": open_feed(by=world.ours.members[Role.ADVISOR])},
        foreign=lambda world: {"token": "une-adresse-inventee"},
    ),
    "referrals:slots": Address(get=SLOT_WRITERS),
    "referrals:slots_publish": Address(get=SLOT_WRITERS, post=SLOT_WRITERS),
    "referrals:slot_withdraw": Address(
        post=SLOT_WRITERS,
        own=lambda world: {"pk": world.ours.slot.pk},
        foreign=lambda world: {"pk": world.theirs.slot.pk},
    ),
    "referrals:slot_book": for_household(),
    "referrals:appointment_fix": for_household(),
    "referrals:appointment": appointment_page(),
    "referrals:appointment_move": appointment_form(),
    "referrals:appointment_hold": appointment_page(get=None, post=APPOINTMENT_WRITERS),
    "referrals:appointment_miss": appointment_form(),
    "referrals:appointment_cancel": appointment_form(),
    "referrals:appointment_reschedule": appointment_form(),
    "referrals:appointment_letter": appointment_page(),
    "referrals:appointment_ics": appointment_page(),
    "accounts:switch_membership": Address(
        post=EVERYONE,
        own=lambda world: {"pk": world.actor.pk},
        foreign=lambda world: {"pk": world.foreign_member.pk},
    ),
    "accounts:without_role": Address(get=EVERYONE),
    "accounts:organisations": Address(get=EVERYONE),
    "accounts:organisation_create": Address(get=ADMINISTRATOR, post=ADMINISTRATOR),
    "accounts:organisation": Address(get=EVERYONE, own=own_organisation, foreign=foreign_organisation),
    "accounts:organisation_edit": Address(
        get=ADMINISTRATOR, post=ADMINISTRATOR, own=administered_organisation, foreign=foreign_organisation
    ),
    "accounts:logo": Address(get=EVERYONE, own=own_organisation, foreign=foreign_organisation),
    "accounts:logo_change": Address(
        get=ADMINISTRATOR, post=ADMINISTRATOR, own=administered_organisation, foreign=foreign_organisation
    ),
    "accounts:logo_delete": Address(post=ADMINISTRATOR, own=administered_organisation, foreign=foreign_organisation),
    "accounts:accounts": Address(get=TEAM_READERS, traced=True),
    "accounts:person": Address(get=TEAM_READERS, own=colleague, foreign=stranger, traced=True),
    "accounts:person_edit": Address(
        get=ADMINISTRATOR, post=ADMINISTRATOR, own=colleague, foreign=stranger, traced=True
    ),
    "accounts:role_add": Address(get=ADMINISTRATOR, post=ADMINISTRATOR, own=colleague, foreign=stranger, traced=True),
    "accounts:role_end": Address(
        get=ADMINISTRATOR,
        post=ADMINISTRATOR,
        own=lambda world: {**colleague(world), "membership_pk": world.ours.members[Role.SOCIAL_WORKER].pk},
        foreign=lambda world: {**stranger(world), "membership_pk": world.foreign_member.pk},
        traced=True,
    ),
    "accounts:person_close": Address(
        get=ADMINISTRATOR, post=ADMINISTRATOR, own=colleague, foreign=stranger, traced=True
    ),
    "accounts:person_reopen": Address(
        get=ADMINISTRATOR, post=ADMINISTRATOR, own=colleague, foreign=stranger, traced=True
    ),
    "accounts:person_unlock": Address(
        get=ADMINISTRATOR, post=ADMINISTRATOR, own=colleague, foreign=stranger, traced=True
    ),
    "accounts:person_reset_second_factor": Address(
        get=ADMINISTRATOR, post=ADMINISTRATOR, own=colleague, foreign=stranger, traced=True
    ),
    "accounts:invitations": Address(get=ADMINISTRATOR, traced=True),
    "accounts:invitation_create": Address(get=ADMINISTRATOR, post=ADMINISTRATOR),
    "accounts:invitation_resend": Address(
        get=ADMINISTRATOR, post=ADMINISTRATOR, own=own_invitation, foreign=foreign_invitation
    ),
    "accounts:invitation_revoke": Address(
        get=ADMINISTRATOR, post=ADMINISTRATOR, own=own_invitation, foreign=foreign_invitation
    ),
    # Whoever holds the link; it names its invitation and nothing else, and tells nothing of a link that is over.
    "accounts:invitation_link": Address(
        get=ANYBODY, own=invitation_link, foreign=lambda world: {"token": "un-lien-invente"}
    ),
    "accounts:invitation": Address(get=ANYBODY, post=ANYBODY),
    "accounts:own_account": Address(get=EVERYONE),
    "accounts:own_identity": Address(get=EVERYONE, post=EVERYONE),
    "accounts:notice_preferences": Address(get=EVERYONE, post=EVERYONE),
    "accounts:sign_out_everywhere": Address(post=EVERYONE),
    "accounts:second_factor": Address(get=EVERYONE),
    "accounts:who_sees_what": Address(get=EVERYONE),
    "accounts:access_log": Address(get=EVERYONE),
    "accounts:access_log_export": Address(post=roles(Role.DPO)),
    "programmes:programmes": Address(get=EVERYONE),
    "programmes:programme": Address(get=EVERYONE, own=own_programme, foreign=no_programme),
    "programmes:versions": Address(get=EVERYONE, own=own_programme, foreign=no_programme),
    "programmes:version": Address(
        get=EVERYONE,
        own=lambda world: {**own_programme(world), "number": 1},
        foreign=lambda world: {**no_programme(world), "number": 1},
    ),
    "programmes:project_sheet": Address(get=EVERYONE, own=own_programme, foreign=no_programme),
    "programmes:project_sheet_pdf": Address(get=EVERYONE, own=own_programme, foreign=no_programme),
    "programmes:argument_sheet": Address(
        get=EVERYONE,
        own=lambda world: {**own_programme(world), "slug": "rencontre-prealable"},
        foreign=lambda world: {**no_programme(world), "slug": "rencontre-prealable"},
    ),
    "programmes:argument_sheet_pdf": Address(
        get=EVERYONE,
        own=lambda world: {**own_programme(world), "slug": "rencontre-prealable"},
        foreign=lambda world: {**no_programme(world), "slug": "rencontre-prealable"},
    ),
    "programmes:conventions": Address(get=CONVENTION_READERS),
    "programmes:convention": Address(get=CONVENTION_READERS, own=own_convention, foreign=foreign_convention),
    "programmes:convention_create": Address(get=ADMINISTRATOR, post=ADMINISTRATOR),
    "programmes:convention_update": Address(
        get=ADMINISTRATOR, post=ADMINISTRATOR, own=own_convention, foreign=foreign_convention
    ),
    "programmes:tariff_create": Address(
        get=ADMINISTRATOR,
        post=ADMINISTRATOR,
        own=lambda world: {"convention": world.ours.convention.pk},
        foreign=lambda world: {"convention": world.theirs.convention.pk},
    ),
    "programmes:tariff_update": Address(
        get=ADMINISTRATOR,
        post=ADMINISTRATOR,
        own=lambda world: {"convention": world.ours.convention.pk, "pk": world.ours.tariff.pk},
        foreign=lambda world: {"convention": world.theirs.convention.pk, "pk": world.theirs.tariff.pk},
    ),
    "programmes:tariff_remove": Address(
        post=ADMINISTRATOR,
        own=lambda world: {"convention": world.ours.convention.pk, "pk": world.ours.tariff.pk},
        foreign=lambda world: {"convention": world.theirs.convention.pk, "pk": world.theirs.tariff.pk},
    ),
    "tenants:households": Address(get=FILE_READERS, post=FILE_READERS, traced=True),
    "tenants:household_suggestions": Address(post=FILE_READERS, traced=True),
    "tenants:households_export": Address(post=FILE_READERS, traced=True),
    "tenants:household_create": Address(get=ADVISOR, post=ADVISOR),
    "tenants:link_create": file_page(get=ADVISOR, post=ADVISOR),
    "tenants:link_cancel": Address(get=ADVISOR, post=ADVISOR, own=own_link, foreign=foreign_link, traced=True),
    "tenants:merge_propose": file_page(get=ADVISOR, post=ADVISOR),
    "tenants:merges": Address(get=roles(Role.ADVISOR, Role.LANDLORD_MANAGER), traced=True),
    "tenants:merge": merge_page(None, post=False),
    "tenants:merge_accept": merge_page(Role.LANDLORD_MANAGER),
    "tenants:merge_refuse": merge_page(Role.LANDLORD_MANAGER),
    # Whoever proposed it.
    "tenants:merge_withdraw": Address(get=ADVISOR, post=ADVISOR, own=own_merge, foreign=foreign_merge, traced=True),
    "tenants:merge_undo": merge_page(Role.LANDLORD_MANAGER),
    "referrals:referrals": Address(get=FILE_READERS, traced=True),
    "referrals:referrals_export": Address(post=FILE_READERS, traced=True),
    "referrals:referral_start": Address(
        get=ADVISOR,
        post=ADVISOR,
        own=lambda world: {"household": world.ours.household.pk},
        foreign=lambda world: {"household": world.theirs.household.pk},
        traced=True,
    ),
    "referrals:referral": referral_page("referral"),
    "referrals:sheet_step": advisors_page("draft_referral", step=lambda pair: "reperage"),
    "referrals:sheet_pieces": advisors_page("draft_referral"),
    "referrals:referral_send": advisors_page("draft_referral"),
    "referrals:referral_announce": advisors_page("draft_referral"),
    "referrals:announcement_pdf": referral_page("announced_referral", get=FILE_READERS - roles(Role.SOCIAL_WORKER)),
    "referrals:referral_withdraw": advisors_page("referral"),
    "referrals:referral_correct": advisors_page("referral"),
    "referrals:correction_drop": advisors_page("referral"),
    "referrals:referral_version": referral_page("referral", number=lambda pair: 1),
    "referrals:referral_pdf": referral_page("referral", number=lambda pair: 1),
    "referrals:letter_pdf": referral_page("letter_referral", get=ADVISOR),
    "referrals:letter_sent": advisors_page("letter_referral"),
    "referrals:piece": referral_page("referral", piece=lambda pair: pair.piece.pk),
    "referrals:meetings": file_page(),
    "referrals:meeting_open": Address(
        get=WRITERS,
        post=WRITERS,
        own=lambda world: {"household": world.ours.household.pk},
        foreign=lambda world: {"household": world.theirs.household.pk},
        traced=True,
    ),
    "referrals:appointment_minutes": appointment_page(get=None, post=WRITERS),
    "referrals:meeting": meeting_page(),
    "referrals:meeting_write": meeting_page(get=WRITERS, post=WRITERS),
    "referrals:meeting_seal": meeting_page(get=WRITERS, post=WRITERS),
    "referrals:meeting_cancel": meeting_page(get=WRITERS, post=WRITERS),
    "referrals:meeting_paper_add": meeting_page(get=WRITERS, post=WRITERS),
    "referrals:minutes_pdf": meeting_page(),
    "referrals:engagement_pdf": meeting_page(),
    "referrals:engagement_blank_pdf": referral_page("referral"),
    "referrals:booklet": referral_page("referral", get=WORKER),
    "referrals:adhesions": referral_page("referral"),
    "referrals:adhesion_record": workers_form("referral", person=lambda pair: pair.person.pk),
    "referrals:adhesions_conclude": referral_page("referral", get=None, post=WORKER),
    "referrals:adhesion_withdraw": workers_form("adhesion"),
    "referrals:adhesion_paper_add": workers_form("adhesion"),
    "referrals:adhesion_cancel": workers_form("adhesion"),
    "referrals:signed_paper": referral_page("paper"),
    "referrals:signed_paper_cancel": referral_page("paper", get=WRITERS, post=WRITERS),
    "referrals:piece_cancel": advisors_page("referral", piece=lambda pair: pair.piece.pk),
    "referrals:inbox": Address(get=TREATERS, traced=True),
    "referrals:referral_receive": referral_page("sent_referral", get=HEAD, post=HEAD),
    "referrals:referral_worker": referral_page("referral", get=HEAD, post=HEAD),
    "referrals:referral_redirect": referral_page("referral", get=TREATERS, post=TREATERS),
    "referrals:referral_decline": referral_page("referral", get=TREATERS, post=TREATERS),
    "referrals:referral_ask_information": referral_page("referral", get=TREATERS, post=TREATERS),
    "referrals:referral_answer_information": advisors_page("asked_referral"),
    "referrals:referral_drop_questions": referral_page("asked_referral", get=TREATERS, post=TREATERS),
    "referrals:information_close": referral_page(
        "asked_referral", get=None, post=TREATERS, request_pk=lambda pair: pair.information_request.pk
    ),
    "referrals:of_household": file_page(),
    "referrals:workers": file_page(get=TREATERS),
    "referrals:worker_confide": Address(
        get=HEAD,
        post=HEAD,
        own=lambda world: {"household": world.ours.household.pk, "way": "second"},
        foreign=lambda world: {"household": world.theirs.household.pk, "way": "second"},
        traced=True,
    ),
    "referrals:worker_release": Address(
        get=HEAD,
        post=HEAD,
        own=lambda world: {"household": world.ours.household.pk, "pk": world.ours.assignment.pk},
        foreign=lambda world: {"household": world.theirs.household.pk, "pk": world.theirs.assignment.pk},
        traced=True,
    ),
    "tenants:household": file_page(),
    "tenants:situation": file_page(),
    "tenants:screenings": file_page(),
    "tenants:screening": file_page(
        own=lambda world: {"pk": world.ours.screening.pk}, foreign=lambda world: {"pk": world.theirs.screening.pk}
    ),
    "tenants:screening_create": Address(
        get=ADVISOR, post=ADVISOR, own=own_proposal, foreign=foreign_proposal, traced=True
    ),
    # Words of nobody: the page that asks for them has left its line.
    "tenants:screening_preview": Address(post=ADVISOR, own=own_proposal, foreign=foreign_proposal, traced=True),
    "tenants:history": file_page(),
    "tenants:papers": file_page(),
    "tenants:household_update": file_form(),
    "tenants:household_sector": file_form(MANAGER),
    "tenants:guard": file_form(GUARDIANS),
    "tenants:guard_lift": file_form(GUARDIANS),
    "tenants:separate": file_form(),
    "tenants:person_create": part_form(),
    "tenants:person_update": part_form("person"),
    "tenants:person_leave": part_form("person"),
    "tenants:person_return": part_form("person", get=None),
    "tenants:occupancy_create": part_form(),
    "tenants:occupancy_update": part_form("occupancy"),
    "tenants:debt_create": part_form(who=roles(Role.ADVISOR)),
    "tenants:debt_cancel": part_form("debt", who=roles(Role.ADVISOR)),
    "tenants:resource_create": part_form(),
    "tenants:resource_end": part_form("resource"),
    "tenants:resource_cancel": part_form("resource"),
    "tenants:eviction_create": part_form(),
    "tenants:eviction_cancel": part_form("stage"),
    "tenants:sectors": Address(get=ORGANISERS),
    "tenants:sector_create": sector_form(ORGANISERS, "landlord", lambda pair: pair.landlord),
    "tenants:portfolios": sector_form(ORGANISERS, "landlord", lambda pair: pair.landlord),
    "tenants:sector_update": sector_form(ORGANISERS),
    "tenants:sector_fill": sector_form(MANAGER),
    "referrals:preliminary_create": Address(
        get=ADVISOR, post=ADVISOR, own=own_proposal, foreign=foreign_proposal, traced=True
    ),
    "referrals:preliminary": Address(get=LANDLORD, own=own_conversation, foreign=foreign_conversation, traced=True),
    "referrals:preliminary_edit": Address(
        get=ADVISOR, post=ADVISOR, own=own_conversation, foreign=foreign_conversation, traced=True
    ),
    "referrals:leaflet": Address(get=EVERYONE, own=own_convention, foreign=foreign_convention),
}

# allauth's own addresses: they look after themselves; what matters is who reaches them at all.
ALLAUTH_PUBLIC = {
    "account_login",
    "account_signup",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
ALLAUTH_SIGNED_IN = {
    "account_reauthenticate",
    "account_change_password",
    "account_email",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
