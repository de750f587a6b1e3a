#!/usr/bin/env bash
# Scan as the inputs say, and tell Actions what came of it; the status goes to the outputs, the last step exits with it.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/isolate.sh"

end() { # STATUS MESSAGE: no report; the text is ours, never an input's
    printf '::error title=infracheck::%s\n' "$2"
    printf 'exit-code=%d\n' "$1" >>"$GITHUB_OUTPUT"
    exit 0
}

refuse() { # MESSAGE: wrong use
    end 2 "$1"
}

choice() { # NAME VALUE: true or false
    [[ $2 == true || $2 == false ]] || refuse "the input $1 is neither true nor false"
}

# a gate that looked at nothing is none
arguments=(scan --require-inputs)

option() { # NAME VALUE: one option, where the input says anything
    [[ $2 != *$'\n'* ]] || refuse "the input $1 has more than one line"
    [[ $2 != -* ]] || refuse "the input $1 starts with a hyphen"
    [[ -z $2 ]] || arguments+=("--$1=$2")
}

options() { # NAME VALUE: the option once a line
    local line
    while IFS= read -r line || [[ -n $line ]]; do
        option "$1" "${line%$'\r'}"
    done <<<"$2"
}

report_file() { # NAME FILE: one that the scan may write
    [[ $2 != *$'\n'* && $2 != -* ]] || refuse "the input $1 is no file name"
    # a link planted in the checkout would let the scan write wherever it leads; links on the way there are
    # infracheck's to refuse
    [[ ! -L $2 ]] || refuse "the input $1 names a symbolic link"
}

choice annotations "${INPUT_ANNOTATIONS:-true}"
choice summary "${INPUT_SUMMARY:-true}"
options select "${INPUT_SELECT:-}"
options ignore "${INPUT_IGNORE:-}"
options policies "${INPUT_POLICIES:-}"
option fail-on "${INPUT_FAIL_ON:-}"
option config "${INPUT_CONFIG:-}"
option baseline "${INPUT_BASELINE:-}"
option kubernetes-version "${INPUT_KUBERNETES_VERSION:-}"

folder=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/infracheck-XXXXXXXX")
report=$folder/report.json
sarif=${INPUT_SARIF_FILE:-$folder/infracheck.sarif}
comment=${INPUT_COMMENT:-$folder/comment.md}
report_file sarif-file "$sarif"
report_file comment "$comment"

# of a pull request or a merge queue, only what it brings counts, unless the input says otherwise
base=${INPUT_BASE:-${CHANGE_BASE:-}}
[[ $base == none ]] || option base "$base"

arguments+=("--format=json=$report" "--format=sarif=$sarif" "--format=table=$folder/table.txt"
    "--format=markdown=$comment")
while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    if [[ -n $line ]]; then
        [[ $line == *?=?* ]] || refuse 'the input format has a line without a file: write FORMAT=FILE'
        report_file format "${line#*=}"
        option format "$line"
    fi
done <<<"${INPUT_FORMAT:-}"
if [[ ${INPUT_ANNOTATIONS:-true} == true ]]; then
    arguments+=(--format=github)
fi
arguments+=(--)
named=0
while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    [[ $line != -* ]] || refuse 'the input path starts with a hyphen: write ./ before the name'
    if [[ -n $line ]]; then
        arguments+=("$line")
        named=1
    fi
done <<<"${INPUT_PATH:-}"
if ((named == 0)); then
    arguments+=(.)
fi

status=0
"$INFRACHECK_PYTHON" -I -m infracheck "${arguments[@]}" 2>"$folder/errors.txt" || status=$?

# what quotes files may hold words that the runner takes for commands; between these two lines it takes none
token=$("$INFRACHECK_PYTHON" -I -c 'import secrets; print(secrets.token_hex(16))')
printf '::stop-commands::%s\n' "$token"
cat "$folder/errors.txt"
if [[ -f $folder/table.txt ]]; then
    cat "$folder/table.txt"
fi
printf '\n::%s::\n' "$token"

if [[ ! -f $report ]]; then
    ((status == 2)) || status=3
    end "$status" 'nothing was scanned: the log says why'
fi
if ((status == 2)); then
    printf '::error title=infracheck::the scan ended with a usage error: the log says why\n'
fi
if [[ ${INPUT_SUMMARY:-true} == true && -f $comment ]]; then
    cat "$comment" >>"$GITHUB_STEP_SUMMARY"
fi
"$INFRACHECK_PYTHON" -I "${BASH_SOURCE[0]%/*}/tell.py" "$status" "$report" "$sarif" "$comment"
