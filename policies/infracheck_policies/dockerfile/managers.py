"""The command-line options of package managers."""

from __future__ import annotations

from infracheck import Record


class Manager(Record):
    """The command line of a package manager: its programs, its install verbs, its options that take a value.

    Where `switches` names the options that take none, each other long one takes the next word.
    """

    programs: tuple[str, ...]
    verbs: tuple[str, ...]
    letters: str
    longs: frozenset[str]
    switches: frozenset[str] = frozenset()
    simulations: frozenset[str] = frozenset()
    """The options with which it only says what it would do."""


def _longs(names: str) -> frozenset[str]:
    return frozenset(f"--{name}" for name in names.split())


_SIMULATIONS = _longs("simulate") | {"-s"}
APT = Manager(
    ("apt-get", "apt"),
    ("install",),
    "acoPt",
    _longs("target-release default-release option config-file host-architecture build-profiles solver planner"),
    simulations=_SIMULATIONS | _longs("just-print dry-run recon no-act print-uris"),
)
APTITUDE = Manager(
    ("aptitude",),
    ("install",),
    "FOowt",
    _longs("target-release default-release display-format sort width user-tag add-user-tag log-file log-level"),
    simulations=_SIMULATIONS,
)
APK = Manager(
    ("apk",),
    ("add",),
    "tXp",
    _longs(
        "virtual repository root arch keys-dir repositories-file wait cache-dir cache-max-age timeout progress-fd "
        "root-tmpfs"
    ),
    simulations=_SIMULATIONS,
)
_RPM_OPTIONS = _longs(
    "config exclude excludepkgs enablerepo disablerepo enable-repo disable-repo repo repoid installroot setopt "
    "releasever enableplugin disableplugin forcearch advisory advisories bz bzs cve cves sec-severity secseverity "
    "comment color debuglevel errorlevel rpmverbosity randomwait downloaddir destdir repofrompath from-repo"
)
YUM = Manager(("yum",), ("install",), "cdeRx", _RPM_OPTIONS, simulations=_longs("assumeno"))
DNF = Manager(("dnf", "microdnf", "tdnf"), ("install", "in"), "cdeRx", _RPM_OPTIONS, simulations=_longs("assumeno"))
ZYPPER = Manager(
    ("zypper",),
    ("install", "in"),
    "rtRp",
    _longs(
        "repo type from root releasever config reposd-dir cache-dir raw-cache-dir solv-cache-dir pkg-cache-dir "
        "plus-repo plus-content download installroot"
    ),
    simulations=_longs("dry-run") | {"-D"},
)
PIP = Manager(
    ("pip", "pip2", "pip3", "pipx"),
    ("install",),
    "bcCefirt",
    _longs(
        "index-url extra-index-url find-links trusted-host target prefix root root-user-action python proxy timeout "
        "retries cert client-cert cache-dir platform python-version implementation abi no-binary only-binary src log "
        "progress-bar global-option install-option build-option config-settings config-setting upgrade-strategy "
        "editable suffix pip-args exists-action report use-feature use-deprecated requirement constraint build group "
        "keyring-provider uploaded-prior-to build-constraint"
    ),
    simulations=_longs("dry-run"),
)
NPM = Manager(
    ("npm",),
    ("install", "i", "add"),
    "Cw",
    frozenset(),
    _longs(
        "audit bin-links dry-run engine-strict force foreground-scripts frozen-lockfile fund global global-style "
        "ignore-scripts include-workspace-root install-links json legacy-bundling legacy-peer-deps long offline "
        "optional package-lock package-lock-only prefer-dedupe prefer-offline prefer-online production progress quiet "
        "save save-bundle save-dev save-exact save-optional save-peer save-prod silent strict-peer-deps strict-ssl "
        "unsafe-perm verbose workspaces yes"
    ),
    _longs("dry-run"),
)
GEM = Manager(
    ("gem",),
    ("install", "i"),
    "BginPpsv",
    _longs(
        "install-dir bindir source version platform file trust-policy build-root document http-proxy bulk-threshold "
        "config-file target-rbconfig"
    ),
    simulations=_longs("explain"),
)
_BY_PROGRAM = {
    program: manager
    for manager in (APT, APTITUDE, APK, YUM, DNF, ZYPPER, PIP, NPM, GEM)
    for program in manager.programs
}


def simulates(program: str, arguments: list[str]) -> bool:
    """Whether a package manager is only asked what it would do."""
    manager = _BY_PROGRAM.get(program)
    return manager is not None and not parted(arguments, manager)[1].isdisjoint(manager.simulations)


def parted(arguments: list[str], manager: Manager) -> tuple[list[str], set[str]]:
    """The operands, and the options without their values."""
    operands: list[str] = []
    options: set[str] = set()
    is_value = False
    for word in arguments:
        if word == "--":
            break
        if is_value and not (manager.switches and word.startswith("-")):
            is_value = False
        elif word.startswith("--"):
            name, equals, _ = word.partition("=")
            options.add(name)
            is_value = not equals and (name in manager.longs or _takes_any(name, manager))
        elif word.startswith("-"):
            at = next((at for at, letter in enumerate(word) if at and letter in manager.letters), len(word))
            options.update(f"-{letter}" for letter in word[1 : at + 1])
            is_value = at == len(word) - 1
        elif word:
            operands.append(word)
    return operands, options


def _takes_any(name: str, manager: Manager) -> bool:
    return bool(manager.switches) and name not in manager.switches and not name.startswith("--no-")
