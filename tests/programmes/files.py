"""The sample of a convention's file, and what the loading commands answer."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.texts import plain

REMOB = """
[convention]
reference = "LNH-REMOB"
programme = "remobilisation"
landlord = "La Nantaise d'Habitations"
operator = "Anef Ferrer"
starts_on = 2014-01-01
ends_on = 2016-12-31
billing_from = 2014-01-01      # optional, the first day of a month; default: starts_on
annual_budget = 32000.00
[[tariff]]
unit = "support_month"
price = 135.00
valid_from = 2014-01-01
counting_rule = "any_day"      # or "min_days" with min_days = 15, or "with_contact"
[[payer]]
organisation = "La Nantaise d'Habitations"
share = 100
kind = "invoice"               # optional: or "subsidy", "in_kind"
"""


def run(capsys, command, *files):
    """The answer of a command, in JSON."""
    call_command(command, *files, format="json")
    return json.loads(capsys.readouterr().out)


def refused(command, *files):
    """What a command says on standard error before it exits with 1."""
    with pytest.raises(CommandError) as error:
        call_command(command, *files)
    assert error.value.returncode == 1
    return plain(str(error.value))
