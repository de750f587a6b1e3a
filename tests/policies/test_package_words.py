"""Command lines of package managers: the options of each, written out apart from the tables."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from tests.policies.cases import Spellings, mistaken, reported_by


class CommandLine(NamedTuple):
    """A manager's programs and verbs, its options with a value, and those with which it installs nothing."""

    policy: str
    programs: str
    verbs: str
    with_value: str
    simulating: str
    with_nothing: str = ""


RPM = (
    "-c -d -e -R -x --config --exclude --excludepkgs --enablerepo --disablerepo --enable-repo --disable-repo --repo "
    "--repoid --installroot --setopt --releasever --enableplugin --disableplugin --forcearch --advisory --advisories "
    "--bz --bzs --cve --cves --sec-severity --secseverity --comment --color --debuglevel --errorlevel --rpmverbosity "
    "--randomwait --downloaddir --destdir --repofrompath --from-repo"
)
COMMAND_LINES = (
    CommandLine(
        "apt-version", "apt-get apt", "install",
        "-a -c -o -P -t --target-release --default-release --option --config-file --host-architecture --build-profiles "
        "--solver --planner",
        "-s --simulate --just-print --dry-run --recon --no-act --print-uris",
        "-y -q -f --yes --no-install-recommends",
    ),
    CommandLine(
        "apt-version", "aptitude", "install",
        "-F -O -o -w -t --target-release --default-release --display-format --sort --width --user-tag --add-user-tag "
        "--log-file --log-level",
        "-s --simulate", "-y --assume-yes",
    ),
    CommandLine(
        "apk-version", "apk", "add",
        "-t -X -p --virtual --repository --root --arch --keys-dir --repositories-file --wait --cache-dir "
        "--cache-max-age --timeout --progress-fd --root-tmpfs",
        "-s --simulate", "-U --no-cache --update",
    ),
    CommandLine("yum-version", "yum", "install", RPM, "--assumeno", "-y --nogpgcheck"),
    CommandLine("dnf-version", "dnf microdnf tdnf", "install in", RPM, "--assumeno", "-y --nogpgcheck"),
    CommandLine(
        "zypper-version", "zypper", "install in",
        "-r -t -R -p --repo --type --from --root --releasever --config --reposd-dir --cache-dir --raw-cache-dir "
        "--solv-cache-dir --pkg-cache-dir --plus-repo --plus-content --download --installroot",
        "-D --dry-run", "-n -y --no-recommends",
    ),
    CommandLine(
        "pip-version", "pip pip2 pip3 pipx", "install",
        "-b -C -e -f -i -t --index-url --extra-index-url --find-links --trusted-host --target --prefix --root "
        "--root-user-action --python --proxy --timeout --retries --cert --client-cert --cache-dir --platform "
        "--python-version --implementation --abi --no-binary --only-binary --src --log --progress-bar --global-option "
        "--install-option --build-option --config-settings --config-setting --upgrade-strategy --editable --suffix "
        "--pip-args --exists-action --report --use-feature --use-deprecated --build --group --keyring-provider "
        "--uploaded-prior-to --build-constraint",
        "--dry-run -r --requirement=a -c --constraint=a", "-U -q --no-cache-dir --pre",
    ),
    CommandLine(
        "npm-version", "npm", "install i add", "-C -w --prefix --registry --omit --loglevel", "--dry-run",
        "-g -D --no-audit --audit --bin-links --engine-strict --force --foreground-scripts --frozen-lockfile --fund "
        "--global --global-style --ignore-scripts --include-workspace-root --install-links --json --legacy-bundling "
        "--legacy-peer-deps --long --offline --optional --package-lock --package-lock-only --prefer-dedupe "
        "--prefer-offline --prefer-online --production --progress --quiet --save --save-bundle --save-dev --save-exact "
        "--save-optional --save-peer --save-prod --silent --strict-peer-deps --strict-ssl --unsafe-perm --verbose "
        "--workspaces --yes",
    ),
    CommandLine(
        "gem-version", "gem", "install i",
        "-B -i -n -P -p -s --install-dir --bindir --source --platform --trust-policy --build-root --document "
        "--http-proxy --bulk-threshold --config-file --target-rbconfig",
        "--explain -v1 --version=1 -g --file=a", "-N --no-document --conservative",
    ),
)  # fmt: skip
NAMES = (
    Spellings(
        "apt-version",
        ("RUN apt-get install a", "RUN apt-get install a=1 b"),
        ("RUN apt-get install a=1", "RUN apt-get install a/stable", "RUN apt-get install /srv/a.deb",
         "RUN apt-get install a.deb",
         "RUN apt-get install $A", "RUN apt-get install"),
    ),
    Spellings(
        "apk-version",
        ("RUN apk add a", "RUN apk add a.ap"),
        ("RUN apk add a=1", "RUN apk add 'a<1'", "RUN apk add 'a>1'", "RUN apk add a~1", "RUN apk add a.apk"),
    ),
    Spellings(
        "dnf-version",
        ("RUN dnf install a", "RUN dnf install a-devel", "RUN dnf install 1a", "RUN dnf module install a"),
        (
            "RUN dnf install a-1", "RUN dnf install a-devel-1.2", "RUN dnf install @a", "RUN dnf install /srv/a",
            "RUN dnf install a.rpm", "RUN dnf module install a:1", "RUN dnf module enable a", "RUN dnf install 1:a",
            "RUN dnf group install a",
        ),
    ),
    Spellings(
        "zypper-version",
        ("RUN zypper install a", "RUN zypper install a-1"),
        (
            "RUN zypper install a=1", "RUN zypper install 'a<1'", "RUN zypper install 'a>1'", "RUN zypper install a~1",
            "RUN zypper install /srv/a", "RUN zypper install a.rpm",
        ),
    ),
    Spellings(
        "pip-version",
        (
            "RUN pip install a", "RUN pip install a[b]", "RUN pip install git+https://x.example/a",
            "RUN pip install a.zipped",
        ),
        (
            "RUN pip install a==1", "RUN pip install 'a<1'", "RUN pip install 'a>1'", "RUN pip install a@x",
            "RUN pip install git+https://x.example/a@1", "RUN pip install .[b]", "RUN pip install ./a",
            "RUN pip install a.whl", "RUN pip install a.tar.gz", "RUN pip install a.tgz", "RUN pip install a.zip",
            "RUN pip install a.tar.bz2", "RUN pip install srv/a",
        ),
    ),
    Spellings(
        "npm-version",
        (
            "RUN npm install a", "RUN npm install @a/b", "RUN npm install git+https://x.example/a",
            "RUN npm install git@x.example:a", "RUN npm install a.targz",
        ),
        (
            "RUN npm install a@1", "RUN npm install @a/b@1", "RUN npm install git+https://x.example/a#1",
            "RUN npm install git@x.example:a#1", "RUN npm install https://x.example/a", "RUN npm install /a",
            "RUN npm install ./a", "RUN npm install ~/a", "RUN npm install file:a", "RUN npm install a.tar",
            "RUN npm install a.tar.gz", "RUN npm install a.tgz", "RUN npm install a/b#1",
            "RUN npm install --save true", "RUN npm install --save false",
            # an option that is not known takes no other option for its value
            "RUN npm install --other --tag next a@1", "RUN npm install --other --dry-run a",
        ),
    ),
    Spellings(
        "gem-version",
        ("RUN gem install a", "RUN gem install a.gems"),
        ("RUN gem install a:1", "RUN gem install a.gem", "RUN gem install a -v 1", "RUN gem install a --version 1"),
    ),
    Spellings(
        "update-alone",
        (
            "RUN apt-get update", "RUN apt update", "RUN aptitude update", "RUN apk update", "RUN zypper refresh",
            "RUN zypper ref",
        ),
        (
            "RUN apt-get update && apt-get install a", "RUN apk update && apk add a", "RUN apt-get update && ./install",
            "RUN zypper refresh && zypper in a", "RUN yum update", "RUN dnf update", "RUN apt-get upgrade",
        ),
    ),
    Spellings(
        "stale-index",
        (
            "RUN apt-get update\nRUN apt-get install a", "RUN apt update\nRUN aptitude install a",
            "RUN apk update\nRUN apk add a", "RUN zypper ref\nRUN zypper in a",
            "RUN zypper refresh\nRUN zypper install a",
            "RUN yum update\nRUN yum install a", "RUN dnf update\nRUN dnf in a",
            "RUN dnf update\nRUN microdnf install a",
            "RUN tdnf update\nRUN tdnf install a", "RUN pacman -Sy\nRUN pacman -S a",
            "RUN pacman -Syu\nRUN pacman -S a",
            "RUN pacman -Syyu\nRUN pacman -S a", "RUN apk update\nRUN apk add a\nRUN apk add b",
        ),
        (
            "RUN apt-get update && apt-get install a\nRUN apt-get install b", "RUN apt-get install a",
            "RUN apk update\nRUN apk add -U a", "RUN apk update\nRUN apk add --update a",
            "RUN apk update\nRUN apt-get install a",
            "RUN apk update\nRUN apk add --update-cache a", "RUN yum update -y\nRUN yum install a",
            "RUN dnf --assumeyes update\nRUN dnf install a", "RUN dnf -qy update\nRUN dnf install a",
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize("each", COMMAND_LINES, ids=lambda each: each.programs.split()[0])
def test_a_command_line_tells_packages_from_values(each: CommandLine, tmp_path: Path) -> None:
    program, verb = each.programs.split()[0], each.verbs.split()[0]
    bad = [f"RUN {program} {verb} a" for program in each.programs.split() for verb in each.verbs.split()]
    bad += [f"RUN {program} {verb} {option} a" for option in each.with_nothing.split()]
    bad += [f"RUN {program} {verb} {option} b a" for option in each.with_value.split()]
    letters = [option for option in each.with_value.split() if not option.startswith("--")]
    bad += [f"RUN {program} {verb} {option}{value} a" for option in letters for value in ("b", "bc", "sx", "Dx")]
    good = [f"RUN {program} {verb} {option} a" for option in each.with_value.split()]
    good += [f"RUN {program} {option} b {verb}" for option in each.with_value.split()]
    good += [f"RUN {program} {verb} {option} a" for option in each.simulating.split()]
    good += [f"RUN {program} {verb}s a", f"RUN {program} a {verb}"]
    found = reported_by(each.policy, tmp_path, [*bad, *good])

    assert (set(bad) - found, found - set(bad)) == (set(), set())


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case.policy)
def test_a_name_tells_its_version(case: Spellings, tmp_path: Path) -> None:
    assert mistaken(case, tmp_path) == (set(), set())
