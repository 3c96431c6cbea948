"""The keeper of one embedded server: its parent as long as somebody uses it.

Every user holds a shared lock on run/<server>.users.lock. The keeper tries for an exclusive one: when the last
user is gone (by exit, crash or kill -9 alike) it gets it, and stops the server. While the server answers, the
keeper holds run/<server>.ready.lock.
"""

import fcntl
import signal
import sys
import time

from config.boot.data_directory import DataDirectory, try_lock
from config.boot.processes import stop
from config.boot.servers import SERVERS


def keep(server):
    data = server.data
    with data.open_lock(f"{server.name}.keeper") as alone:
        if not try_lock(alone, fcntl.LOCK_EX):
            return  # somebody else keeps it
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with data.open_lock(f"{server.name}.users") as users:
            process = server.start()
            try:
                _wait_until_it_answers(server, process)
                server.complete()
                with data.open_lock(f"{server.name}.ready") as ready:
                    fcntl.flock(ready, fcntl.LOCK_EX)
                    _stay_until_unused(process, users)
            finally:
                stop(process, server.stop_signal)


def _wait_until_it_answers(server, process):
    while not server.answers():
        if process.poll() is not None:
            raise SystemExit(f"{server.name} did not start (status {process.returncode})")
        time.sleep(0.02)


def _stay_until_unused(process, users):
    while process.poll() is None:
        if try_lock(users, fcntl.LOCK_EX):
            return
        time.sleep(0.2)
    raise SystemExit(f"the server stopped by itself (status {process.returncode})")


def main(name, path, durability):
    kinds = {kind.name: kind for kind in SERVERS}
    keep(kinds[name](DataDirectory(path), durable=durability == "durable"))


if __name__ == "__main__":
    main(*sys.argv[1:])
