#!/usr/bin/env bash
# Install infracheck into an environment of its own, and say where it is.
# The current folder is the tree to scan: Python runs isolated (-I), so that no module of it is ever imported.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/isolate.sh"

fail() {
    printf '::error title=infracheck::%s\n' "$1"
    exit 2
}

version=${INPUT_VERSION:-}
if [[ -n $version && ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
    fail 'the input version is no release: write it as 0.1.0'
fi

python=
for each in python3 python python3.14 python3.13 python3.12 python3.11; do
    if "$each" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$each
        break
    fi
done
if [[ -z $python ]]; then
    fail 'no Python 3.11 or newer on this runner: add actions/setup-python before this step'
fi

folder=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/infracheck-XXXXXXXX")
"$python" -I -m venv "$folder/venv"
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
"$bin/python" -I -m pip install --quiet --no-input --disable-pip-version-check "$what"

printf 'python=%s\n' "$bin/python" >>"$GITHUB_OUTPUT"
