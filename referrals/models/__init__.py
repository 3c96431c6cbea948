from referrals.models.adhesions import Adhesion
from referrals.models.appointments import Appointment, Attendance, CalendarFeed, Slot
from referrals.models.attachments import Attachment
from referrals.models.meetings import Commitment, Participant, TripartiteMeeting
from referrals.models.referrals import PreliminaryMeeting, Referral
from referrals.models.sheets import InformationRequest, ReferralPartQuerySet, Sheet
from referrals.models.structures import Structure

__all__ = [
    "Adhesion",
    "Appointment",
    "Attachment",
    "Attendance",
    "CalendarFeed",
    "Commitment",
    "InformationRequest",
    "Participant",
    "PreliminaryMeeting",
    "Referral",
    "ReferralPartQuerySet",
    "Sheet",
    "Slot",
    "Structure",
    "TripartiteMeeting",
]
