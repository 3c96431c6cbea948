"""The port that the web server listens on: free or not, at this machine's own two addresses."""

import socket

from config.boot.processes import CannotStart

LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def addresses(port):
    """Where to listen so that http://localhost answers: IPv4, and IPv6 where the machine has it."""
    written = {"127.0.0.1": f"127.0.0.1:{port}", "::1": f"[::1]:{port}"}
    return [written[host] for family, host in LOOPBACK if _exists(family, host)]


def require_free(port):
    try:
        free = _is_free(port)
    except PermissionError:
        raise CannotStart(f"Le port {port} est réservé à root : essayez « bin/run --port 8000 ».") from None
    if not free:
        raise CannotStart(f"Le port {port} est déjà pris : essayez « bin/run --port {_next_free(port)} ».")


def _next_free(port):
    above = range(max(port, 1024) + 1, 65536)
    return next((candidate for candidate in above if _is_free(candidate)), 8000)


def _is_free(port):
    return all(_can_listen(family, host, port) for family, host in LOOPBACK if _exists(family, host))


def _exists(family, host):
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((host, 0))
    except OSError:
        return False
    return True


def _can_listen(family, host, port):
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError:
            raise
        except OSError:
            return False
    return True
