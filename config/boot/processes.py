"""Child processes that die with their parent, and the account that may run PostgreSQL when we are root."""

import contextlib
import ctypes
import os
import pathlib
import pwd
import signal
import stat
import subprocess
import sys
import time

SERVICE_ACCOUNT = "jytiens"
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class CannotStart(SystemExit):
    """One sentence that says what is wrong and what to type; Python prints it and exits with 1."""


def die_with_parent(death_signal=signal.SIGTERM):
    """A preexec_fn: the kernel sends this signal to the child when its parent ends, however it ends."""
    parent = os.getpid()

    def ask_the_kernel():
        receive_at_death_of_parent(death_signal)
        if os.getppid() != parent:  # it ended in between
            os._exit(1)

    return ask_the_kernel


def receive_at_death_of_parent(death_signal):
    """This very process asks for it; Linux alone knows how."""
    _libc.prctl(PR_SET_PDEATHSIG, death_signal)


def service_ids(server_directory, data_directory):
    """(uid, gid) that a server runs as, None for our own: root may not run PostgreSQL, the owner of the data may."""
    if os.geteuid():
        return None
    if server_directory.exists() and (owner := server_directory.stat()).st_uid:
        return owner.st_uid, owner.st_gid
    owner = data_directory.stat()
    if owner.st_uid and _has_account(owner.st_uid):
        return owner.st_uid, owner.st_gid
    account = _service_account()
    return account.pw_uid, account.pw_gid


def _has_account(uid):
    """A folder mounted into a container often belongs to a number without a name: PostgreSQL refuses it."""
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def _service_account():
    for _ in range(50):  # two data folders may create it at once
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(SERVICE_ACCOUNT)
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        shell = ["--shell", "/usr/sbin/nologin"]
        try:
            result = subprocess.run(
                ["useradd", *options, *shell, SERVICE_ACCOUNT], capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            break
        if result.returncode:
            time.sleep(0.1)
    raise CannotStart(
        f"PostgreSQL ne démarre pas sous root, et le compte « {SERVICE_ACCOUNT} » n’a pas pu être créé. "
        f"Tapez « useradd --system --user-group {SERVICE_ACCOUNT} », ou lancez la commande sans être root."
    )


def popen_as(ids):
    """Popen arguments that run a program as this account."""
    return {} if ids is None else {"user": ids[0], "group": ids[1], "extra_groups": []}


@contextlib.contextmanager
def acting_as(ids):
    """Look at /proc with the eyes of the service account: root without SYS_PTRACE does not see its folders."""
    if ids is None:
        yield
        return
    groups = os.getgid()
    os.setegid(ids[1])
    os.seteuid(ids[0])
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(groups)


def make_reachable(path):
    """As root: let the service account pass (not look) through the folders above this path."""
    for parent in path.parents:
        mode = stat.S_IMODE(parent.stat().st_mode)
        if not mode & stat.S_IXOTH:
            print(f"chmod o+x {parent} (le compte « {SERVICE_ACCOUNT} » doit pouvoir y passer)", file=sys.stderr)
            parent.chmod(mode | stat.S_IXOTH)


def own_private_directory(path, ids):
    """Create this folder for one account alone; refuse a folder that somebody else laid there."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    uid = os.geteuid() if ids is None else ids[0]
    if ids and path.lstat().st_uid == 0:
        os.chown(path, *ids, follow_symlinks=False)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid:
        raise CannotStart(f"Le dossier {path} appartient à un autre compte : supprimez-le ou changez DATA_DIR.")
    path.chmod(0o700)


def processes_living_in(directory):
    """Every process whose working directory this is: servers (and their children) of a keeper that was killed."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if os.readlink(entry / "cwd") == str(directory):
                    found.append(int(entry.name))
    return found


def evict(directory, stop_signal, ids, patience=30):
    """Stop the processes left in a server's folder, so that two servers never write the same files."""
    limit = time.monotonic() + patience
    sent = set()
    with acting_as(ids):
        while left := processes_living_in(directory):
            late = time.monotonic() > limit
            for pid in left:
                if late or pid not in sent:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL if late else stop_signal)
                    sent.add(pid)
            time.sleep(0.05)


def stop(process, stop_signal, patience=20):
    """Ask, wait, insist."""
    if process.poll() is None:
        process.send_signal(stop_signal)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
