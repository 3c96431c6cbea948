"""One Django process that leaves a database ready to serve, and prints its demonstration accounts as JSON."""

import io
import json
import sys

import django
from django.core.management import CommandError, call_command

from accounts.enums import Role


def main(*, with_demo):
    django.setup()
    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    call_command("load_programme", stdout=io.StringIO())
    if with_demo:
        call_command("demo", if_empty=True, stdout=io.StringIO())
    json.dump(_one_account_a_role(), sys.stdout)


def _one_account_a_role():
    answer = io.StringIO()
    try:
        call_command("demo", accounts=True, format="json", stdout=answer)
    except CommandError:  # no demonstration here: that is no fault
        return []
    first = {}
    for account in json.loads(answer.getvalue()):
        first.setdefault(account["role"], {**account, "role": str(Role(account["role"]).label)})
    return list(first.values())


if __name__ == "__main__":
    try:
        main(with_demo="--no-demo" not in sys.argv[1:])
    except CommandError as error:
        raise SystemExit(str(error)) from None
