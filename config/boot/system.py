"""What Python packages cannot bring (libraries, fonts, a browser): through apt as root, else asked for."""

import ctypes
import os
import pathlib
import shutil
import subprocess

from config.boot.console import say
from config.boot.processes import CannotStart
from config.boot.servers import find_redis

PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
FONT_PACKAGE = "fonts-dejavu-core"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def require_libraries():
    """Everything that the application needs from the system, or one sentence with what to type."""
    packages = [package for library, package in PDF_LIBRARIES.items() if not _loads(library)]
    if not _has_a_font():
        packages.append(FONT_PACKAGE)
    if not os.environ.get("REDIS_URL") and not find_redis():
        packages.append("redis-server")
    if packages and not install(packages):
        raise CannotStart(
            "Il manque au système de quoi démarrer ou fabriquer les PDF. Tapez :\n"
            f"  sudo apt-get install {' '.join(packages)}\npuis relancez."
        )


def find_browser():
    """The path of a browser that does start (Ubuntu's package may be an empty shell around a snap), or None."""
    for name in (os.environ.get("BROWSER_PATH"), *BROWSERS):
        path = name and shutil.which(name)
        if path and _runs([path, "--version"]):
            return path
    return None


def provide_browser():
    """A browser and the library that its driver needs, through apt where we may; None without a browser."""
    missing = [] if _loads("libatomic.so.1") else ["libatomic1"]
    if not find_browser():
        missing.append("chromium")
    if missing:
        install(missing)
    return find_browser() if _loads("libatomic.so.1") else None


def install(packages):
    """Through apt, as root only. True when they are there afterwards."""
    if os.geteuid() or not shutil.which("apt-get"):
        return False
    say(f"Installation par apt : {' '.join(packages)}…")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages])
    for step in steps:
        result = subprocess.run(
            ["apt-get", *step], env=environment, capture_output=True, text=True, errors="replace", check=False
        )
    if result.returncode:
        say("apt n’y est pas parvenu :\n" + (result.stderr.strip() or result.stdout.strip()))
    return result.returncode == 0


def _loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_a_font():
    folders = (pathlib.Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(next(folder.rglob("*.[to]tf"), None) for folder in folders if folder.is_dir())


def _runs(command):
    try:
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
