#!/usr/bin/env bash
# Prepares a checkout: system libraries, .venv, locked dependencies. Called by every make target, so a second
# call must cost nothing: a stamp tells that nothing has changed since.
#
#   packaging/setup.sh [check] [screen] [voice] [test] [bench]
#
# screen (the default), voice, test and bench are the groups of packaging/system-packages.txt. With check it only
# says what is missing, and ends with 1 when something is.
#
# As root it installs what is missing with apt-get. Otherwise it prints the apt-get line and stops with 1.
# PYTHON=/usr/bin/python3.12 chooses another interpreter for .venv.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
venv=$root/.venv
lock=$here/locks/all.lock
list=$here/system-packages.txt
python=${PYTHON:-python3}
only_check=
if [ "${1:-}" = check ]; then
    only_check=yes
    shift
fi
groups=("${@:-screen}")

say() { printf 'setup: %s\n' "$*" >&2; }

# The linker's cache is asked once; ldconfig lies outside an ordinary user's PATH.
cache=
linker_knows() {
    [ -n "$cache" ] || cache=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null)
    [[ $cache == *"$1 "* ]]
}

program_is_there() {
    command -v "$1" >/dev/null 2>&1 || compgen -G "/usr/lib/postgresql/*/bin/$1" >/dev/null
}

font_is_there() {
    local known
    known=$(fc-list : family 2>/dev/null | tr -d ' ') || return 1
    [[ $known == *"$1"* ]]
}

is_there() {
    case $1 in
        lib:*) linker_knows "${1#lib:}" ;;
        bin:*) program_is_there "${1#bin:}" ;;
        font:*) font_is_there "${1#font:}" ;;
        *) say "unknown probe $1 in $list"; exit 2 ;;
    esac
}

wanted_group() {
    local group
    for group in "${groups[@]}"; do
        [ "$group" = "$1" ] && return 0
    done
    return 1
}

# Of "new|old" the first name this release can install; without package lists the last, which all have known.
installable() {
    local name
    for name in ${1//|/ }; do
        if [ -n "$(apt-cache show --no-all-versions "$name" 2>/dev/null | head -n 1)" ]; then
            echo "$name"
            return
        fi
    done
    echo "${1##*|}"
}

missing_packages() {
    local group package probe
    while read -r group package probe; do
        case $group in '' | '#'*) continue ;; esac
        wanted_group "$group" || continue
        is_there "$probe" || installable "$package"
    done <"$list"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || [ -x "$venv/bin/python" ] || echo python3-venv
}

python_is_new_enough() {
    command -v "$python" >/dev/null 2>&1 || return 1
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'
}

install_system() {
    local packages
    mapfile -t packages < <(missing_packages)
    [ ${#packages[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        say "this system has no apt-get. Please install what Debian calls: ${packages[*]}"
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        say "some system packages are missing. Please run this line, then make again:"
        echo "sudo apt-get install --no-install-recommends ${packages[*]}" >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    say "installing ${packages[*]}"
    if ! apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null 2>&1; then
        say "the package lists are old or missing: apt-get update"
        apt-get update -qq
        # Only now are the names of this release known for sure.
        mapfile -t packages < <(missing_packages)
        apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
    fi
}

fingerprint() {
    { cat "$lock"; "$python" -VV; } | sha256sum | cut -d ' ' -f 1
}

is_locked() {
    [ -x "$venv/bin/python" ] && [ "$(cat "$venv/.locked" 2>/dev/null)" = "$(fingerprint)" ]
}

install_python() {
    ! is_locked || return 0
    say "preparing .venv (about 700 MB, a few minutes on a slow line)"
    # A broken or foreign environment is made anew; a good one is only brought up to date.
    "$venv/bin/python" -c 'import pip' 2>/dev/null || "$python" -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --no-deps -r "$lock"
    fingerprint >"$venv/.locked"
}

if [ -n "$only_check" ]; then
    mapfile -t packages < <(missing_packages)
    [ ${#packages[@]} -eq 0 ] || say "missing system packages: ${packages[*]}"
    is_locked || say "the Python libraries are not those of $lock"
    [ ${#packages[@]} -eq 0 ] && is_locked
    exit
fi
if ! python_is_new_enough; then
    say "Python 3.11 or newer is needed (Debian 12 and 13 and Ubuntu 24.04 have it as python3)."
    say "Install it, or name another interpreter: make PYTHON=/path/to/python3"
    exit 1
fi
install_system
install_python
