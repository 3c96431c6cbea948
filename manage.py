#!/usr/bin/env python
import sys

from django.core.management import execute_from_command_line

from config.boot.embedded import prepare_environment

if __name__ == "__main__":
    prepare_environment()
    execute_from_command_line(sys.argv)
