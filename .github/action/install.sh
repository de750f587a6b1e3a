#!/usr/bin/env bash
# Install infracheck into an environment of its own, and say where it is.
# The current folder is the tree to scan: Python runs isolated (-I), so that no module of it is ever imported.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/isolate.sh"

version=${INPUT_VERSION:-}
if [[ -n $version && ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
    printf '::error title=infracheck::the input version is no release: write it as 0.1.0\n'
    exit 2
fi

folder=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/infracheck-XXXXXXXX")
"$INFRACHECK_PYTHON" -I -m venv "$folder/venv"
bin=$folder/venv/bin
if [[ ! -d $bin ]]; then
    bin=$folder/venv/Scripts
fi

what=$GITHUB_ACTION_PATH
if [[ -n $version ]]; then
    what=infracheck-policy==$version
fi
# pip starts programs of its own, which are not isolated: in a folder that holds nothing, they find nothing
cd "$folder"
"$bin/python" -I -m pip install --quiet --no-input --disable-pip-version-check --cache-dir "$INFRACHECK_CACHE" "$what"

printf 'python=%s\n' "$bin/python" >>"$GITHUB_OUTPUT"
