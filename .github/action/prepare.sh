#!/usr/bin/env bash
# Find a Python, and say what the cache of what is installed depends on.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/isolate.sh"

python=
for each in python3 python python3.14 python3.13 python3.12 python3.11; do
    if "$each" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$(command -v "$each")
        break
    fi
done
if [[ -z $python ]]; then
    printf '::error title=infracheck::no Python 3.11 or newer on this runner: add actions/setup-python before this step\n'
    exit 2
fi

# what is downloaded depends on the Python, and on what the package asks for
key=$("$python" -I -c '
import hashlib, sys
with open(sys.argv[1], "rb") as file:
    text = file.read() + sys.argv[2].encode()
print(sys.implementation.cache_tag, hashlib.sha256(text).hexdigest()[:16], sep="-")
' "$GITHUB_ACTION_PATH/pyproject.toml" "${INPUT_VERSION:-}")

printf 'python=%s\nkey=%s\ncache=%s\n' "$python" "$key" "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/infracheck-downloads" \
    >>"$GITHUB_OUTPUT"
