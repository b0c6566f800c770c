#!/usr/bin/env bash
# Prepares this checkout: system libraries, .venv with the locked dependencies. Idempotent; quick when there is nothing to do.
#
#   packaging/setup.sh            what the kiosk, the cloud and the tests need
#   packaging/setup.sh bench      and what `make bench` measures against
#
# Root: installs Debian/Ubuntu packages itself. Otherwise prints the exact line and stops.
set -euo pipefail
cd "$(dirname "$0")/.."

runtime=(libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 libnss3
  libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
  libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 fonts-noto-cjk)
tests=(python3-venv xvfb postgresql)
bench=(chromium)

wanted=("${runtime[@]}" "${tests[@]}")
[ "${1:-}" = bench ] && wanted+=("${bench[@]}")

# Newer releases renamed some libraries (64-bit time); either name will do.
installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed' ||
  dpkg-query -W -f='${Status}' "${1}t64" 2>/dev/null | grep -q 'ok installed'; }

missing=()
if command -v dpkg-query >/dev/null; then
  for package in "${wanted[@]}"; do installed "$package" || missing+=("$package"); done
fi
if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" -eq 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    apt-get install -y -q --no-install-recommends "${missing[@]}"
  else
    echo "These system packages are missing. Install them, then run the same make target again:"
    echo "  sudo apt-get install -y --no-install-recommends ${missing[*]}"
    exit 1
  fi
fi

python=${PYTHON:-python3}
"$python" - <<'PY' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit(f"Huodao needs Python 3.11 or newer; this is {sys.version.split()[0]}. Set PYTHON=python3.11 (or newer).")
PY

lock=packaging/locks/all.lock
stamp=.venv/.locked
if [ ! -x .venv/bin/python ] || ! cmp -s "$lock" "$stamp"; then
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  cp "$lock" "$stamp"
fi
