"""Words on the terminal, that never fail because the terminal is gone."""

import os
import sys
import time

_started = time.monotonic()


def say(text=""):
    """Print a line; where nobody listens any more (a closed terminal), carry on in silence."""
    try:
        print(text, flush=True)
    except UnicodeEncodeError:
        sys.stdout.reconfigure(errors="replace")
        print(text, flush=True)
    except OSError:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, sys.stdout.fileno())
        os.dup2(silence, sys.stderr.fileno())


def say_step(text):
    """A step that is done, with the time since the start."""
    say(f"  {seconds(time.monotonic() - _started):>7}  {text}")


def seconds(duration):
    return f"{duration:.1f} s".replace(".", ",")


def table(rows):
    """Lines of columns as wide as their widest word."""
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell!s:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
