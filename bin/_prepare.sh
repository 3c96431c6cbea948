# Sourced by the commands of this folder: a Python, a virtual environment with exactly what the lock file says.
# shellcheck shell=sh
#   prepare requirements.lock     leaves $root and $python, or says in one sentence what to type

unset CDPATH
root=$(cd "$(dirname "$0")/.." && pwd -P)
python=$root/.venv/bin/python
umask 022

give_up() {
    printf '%s\n' "$*" >&2
    exit 1
}

# --- A Python -----------------------------------------------------------------------------------------------------

is_python_between() { # command, lowest minor version, highest minor version
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c "import sys; sys.exit(not (3, $2) <= sys.version_info[:2] <= (3, $3))" >/dev/null 2>&1
}

# Redis comes packaged up to Python 3.12: such a Python first, then a newer one.
find_python() {
    for versions in "11 12" "13 99"; do
        for candidate in python3 python3.12 python3.11 python3.13 python3.14; do
            # shellcheck disable=SC2086
            if is_python_between "$candidate" $versions; then
                command -v "$candidate"
                return
            fi
        done
    done
    found=$(python3 --version 2>/dev/null || echo "aucun Python")
    give_up "Python 3.11 ou plus récent est nécessaire (ici : $found). Sous Debian 12 ou Ubuntu 24.04, tapez :" \
        "sudo apt-get install python3 python3-venv"
}

# --- A virtual environment ----------------------------------------------------------------------------------------

make_venv() {
    base=$(find_python) || exit 1
    if ! "$base" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        package=$("$base" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            echo "Installation par apt : $package…"
            { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package"; } >/dev/null || true
        fi
        "$base" -c 'import venv, ensurepip' >/dev/null 2>&1 ||
            give_up "Il manque à Python son module « venv ». Tapez : sudo apt-get install $package"
    fi
    [ -L "$root/.venv" ] || rm -rf "$root/.venv"
    "$base" -m venv "$root/.venv" || give_up "L’environnement Python (.venv) n’a pas pu être créé : voyez ci-dessus."
}

venv_is_sound() {
    [ -x "$python" ] && is_python_between "$python" 11 99 && "$python" -m pip --version >/dev/null 2>&1
}

install_requirements() { # lock file, stamp, content of the stamp
    venv_is_sound || make_venv
    echo "Installation des paquets Python de $1 (une à deux minutes la première fois)…"
    rm -f "$2"
    "$python" -m pip install --quiet --disable-pip-version-check --no-input \
        --only-binary :all: --require-hashes -r "$root/$1" ||
        give_up "L’installation des paquets n’a pas abouti : vérifiez la connexion, puis relancez la même commande."
    printf '%s\n' "$3" >"$2"
}

is_installed() { # stamp, content
    [ -x "$python" ] && [ -f "$1" ] && [ "$(cat "$1")" = "$2" ] && "$python" -c '' 2>/dev/null
}

prepare() { # lock file
    stamp=$root/.venv/.installed-$1
    content=$(sha256sum <"$root/$1" | cut -d' ' -f1)
    is_installed "$stamp" "$content" && return
    mkdir -p "$root/var" && exec 9>"$root/var/.install.lock" ||
        give_up "Impossible d’écrire dans $root/var : ce dossier appartient peut-être à un autre compte."
    flock -n 9 || {
        echo "Une autre commande installe les paquets : attendons-la…"
        flock 9
    }
    is_installed "$stamp" "$content" || install_requirements "$1" "$stamp" "$content"
    exec 9>&-
}

# DATA_DIR is given from where the command was typed.
from_here() {
    case ${DATA_DIR:-/} in
    /*) ;;
    *) DATA_DIR=$PWD/$DATA_DIR && export DATA_DIR ;;
    esac
}
