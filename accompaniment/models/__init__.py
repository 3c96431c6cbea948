from accompaniment.models.decisions import Closing, Extension, WithdrawalDecision
from accompaniment.models.diagnostics import Conclusions, Diagnostic, Proposal
from accompaniment.models.exchanges import Exchange
from accompaniment.models.interviews import CONTACTS, GlassBreak, Interview, PrivateNote, Publication
from accompaniment.models.mesures import Accompaniment, Pause, Phase, Suspension
from accompaniment.models.objectives import Action, Objective, Relay, Task
from accompaniment.models.reviews import Review, ReviewEffect, ReviewInside, ReviewSignature, ReviewSituation

__all__ = [
    "CONTACTS",
    "Accompaniment",
    "Action",
    "Closing",
    "Conclusions",
    "Diagnostic",
    "Exchange",
    "Extension",
    "GlassBreak",
    "Interview",
    "Objective",
    "Pause",
    "Phase",
    "PrivateNote",
    "Proposal",
    "Publication",
    "Relay",
    "Review",
    "ReviewEffect",
    "ReviewInside",
    "ReviewSignature",
    "ReviewSituation",
    "Suspension",
    "Task",
    "WithdrawalDecision",
]
