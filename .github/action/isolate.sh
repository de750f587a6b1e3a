# Sourced first by the other scripts: from here on, neither bash nor Python finds anything to run in the checkout.
# A job may have put its folders on PATH, or named them in PYTHONPATH; what they hold is the change's.
for each in "${!PYTHON@}"; do
    unset "$each"
done

absolute_outside() { # FOLDER: an absolute folder of PATH outside the checkout, links followed
    local real
    [[ $1 == /* ]] && real=$(cd -P -- "$1" 2>/dev/null && pwd -P) || return 1
    [[ $real/ != "$checkout"/* ]]
}

checkout=$(pwd -P)
given=$PATH:
PATH=
while [[ -n $given ]]; do
    each=${given%%:*}
    given=${given#*:}
    if absolute_outside "$each"; then
        PATH+=${PATH:+:}$each
    fi
done
unset each given checkout
