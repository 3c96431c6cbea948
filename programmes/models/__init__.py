from programmes.models.conventions import Convention, ConventionBudget, Payer, SteeringPartner
from programmes.models.programmes import Programme, ProgrammeVersion
from programmes.models.tariffs import Tariff

__all__ = [
    "Convention",
    "ConventionBudget",
    "Payer",
    "Programme",
    "ProgrammeVersion",
    "SteeringPartner",
    "Tariff",
]
