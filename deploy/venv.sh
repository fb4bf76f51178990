#!/usr/bin/env bash
# Makes the virtual environment. Debian keeps ensurepip in a package of its own: install it when we may, say so when not.
set -euo pipefail
python=${1:?python} venv=${2:?folder}
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
case "$version" in
  3.11 | 3.12) ;;
  *) echo "Weerbaar needs Python 3.11 or 3.12; $python is $version. Try: make PYTHON=python3.11 setup" >&2; exit 2 ;;
esac
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "python$version-venv"
  else
    echo "Python's venv is missing. Ask an administrator for: apt-get install python$version-venv" >&2
    exit 2
  fi
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
