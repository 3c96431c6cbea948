"""Each number that is written by hand, and what is expected instead of a wrong one."""

import re

from django.core.exceptions import ValidationError
from stdnum import iban
from stdnum.fr import siren, siret


def validate_siren(value):
    if not siren.is_valid(value):
        raise ValidationError("Ce numéro SIREN n’existe pas : 9 chiffres, dont le dernier se calcule des autres.")


def validate_siret(value):
    if not siret.is_valid(value):
        raise ValidationError("Ce numéro SIRET n’existe pas : 14 chiffres, qui commencent par le SIREN.")


def validate_iban(value):
    if not iban.is_valid(value):
        raise ValidationError("Cet IBAN n’existe pas : vérifiez les chiffres, par exemple sur votre RIB.")


def validate_rna(value):
    if not re.fullmatch(r"W[0-9A-Z][0-9]{8}", value):
        raise ValidationError("Un numéro RNA s’écrit W suivi de 9 chiffres, par exemple W442001234.")


def validate_postcode(value):
    if not re.fullmatch(r"[0-9]{5}", value):
        raise ValidationError("Un code postal s’écrit en 5 chiffres, par exemple 44000.")


def validate_phone(value):
    if not re.fullmatch(r"\+?[0-9][0-9 .]{4,18}", value):
        raise ValidationError("Un numéro de téléphone s’écrit en chiffres, par exemple 02 40 00 00 00.")


def validate_person_name(value):
    """It goes into letters that people trust: no second line, no address."""
    if re.search(r"[/:<>@\x00-\x1f\x7f\x85\u2028\u2029]", value):
        raise ValidationError("Un nom s’écrit sur une ligne, sans adresse ni les signes / : < > @.")


def validate_title(value):
    """Likewise, but « chargée d’accueil / secrétaire » is a trade."""
    if re.search(r"//|[:<>@\x00-\x1f\x7f\x85\u2028\u2029]", value):
        raise ValidationError("Une fonction s’écrit sur une ligne, sans adresse ni les signes : < > @.")
