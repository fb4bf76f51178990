#!/usr/bin/env bash
# Renews the locks in requirements/: every package with version and hashes, no index address. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
options=(--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 -q)
uv pip compile pyproject.toml --extra demo --extra microsoft "${options[@]}" "$@" -o requirements/run.txt
uv pip compile pyproject.toml --extra demo --extra microsoft --extra dev "${options[@]}" "$@" -c requirements/run.txt -o requirements/dev.txt
printf 'hatchling\neditables\n' | uv pip compile - "${options[@]}" "$@" -o requirements/build.txt
