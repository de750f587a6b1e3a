"""One thing said in many ways: every spelling of an instruction gets the verdict of the first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.policies.cases import Spellings, mistaken, reported_by

import infracheck

COMMANDS = (
    Spellings(
        "assume-yes",
        (
            "apt-get install curl", "apt-get install -q curl", "apt-get -q=1 install curl", "apt-get install -t y curl",
            "apt-get install -o Dir::Etc=yes curl", "dnf install curl", "dnf in curl", "yum localinstall curl",
            "tdnf install curl", "aptitude install curl", "zypper install curl", "yum groupinstall tools",
        ),
        (
            "apt-get install -y curl", "apt-get -y install curl", "apt-get install curl -y",
            "apt-get -qqy install curl",
            "apt-get -qq install curl", "apt-get install -q=2 curl", "apt-get install --quiet=2 curl",
            "apt-get install --quiet --quiet curl", "apt-get install --yes curl", "apt-get install --assume-yes curl",
            "apt-get -o APT::Get::Assume-Yes=true install curl", "apt-get -o APT::Get::Assume-Yes=1 install curl",
            "apt-get -o=apt::get::assume-yes=TRUE install curl", "apt-get install -fy curl", "dnf -qy install curl",
            "dnf install --assumeyes curl", "yum -y install curl", "tdnf -y install curl", "zypper -n install curl",
            "zypper --non-interactive install curl", "zypper install -y curl", "apt-get remove curl",
            "apt-get purge curl", "apt-get update", "dnf list curl", "apt-get install -s curl",
            "yes | apt-get install x",
        ),
    ),
    Spellings(
        "apt-version",
        (
            "apt-get install -y curl", "apt-get -y install curl", "apt-get install -y --no-install-recommends curl",
            "apt-get install -y curl git=1:2", "apt install curl", "aptitude install -y curl",
            "apt-get install -y -t stable curl", "apt-get install -y --target-release stable curl",
            "apt-get install -y --target-release=stable curl", "apt-get install -y -o A=b curl",
        ),
        (
            "apt-get purge curl", "apt-get remove curl", "apt-get autoremove", "apt-get download curl",
            "apt-get install -y curl=8", "apt-get install -y curl/stable", "apt-get install -y ./curl.deb",
            "apt-get install -y $PACKAGES", "apt-get update", "apt-cache policy curl", "apt-get install -y -t curl",
        ),
    ),
    Spellings(
        "apk-version",
        ("apk add curl", "apk --no-cache add curl", "apk add -t .build curl", "apk add --virtual=.build curl"),
        ("apk add 'curl>8'", "apk add curl~8", "apk add -t curl", "apk del curl", "apk info curl", "apk add ./x.apk"),
    ),
    Spellings(
        "dnf-version",
        ("dnf install -y curl", "dnf -y in curl", "microdnf install curl", "dnf install --enablerepo extra curl"),
        ("dnf remove curl", "dnf install -y curl-8.1", "dnf install -y @tools", "dnf install -y ./x.rpm",
         "dnf list curl"),
    ),
    Spellings(
        "yum-version",
        ("yum install -y curl", "yum -y install curl", "yum install --enablerepo=extra curl"),
        ("yum erase curl", "yum install -y curl-8.1", "yum info curl"),
    ),
    Spellings(
        "zypper-version",
        ("zypper -n install curl", "zypper in curl", "zypper install --from extra curl"),
        ("zypper remove curl", "zypper install curl=8", "zypper search curl", "zypper install --from curl"),
    ),
    Spellings(
        "pip-version",
        ("pip install flask", "pip3 install -q flask", "python3 -m pip install flask", "pip install -i http://x flask"),
        (
            "pip uninstall -y flask", "pip install flask==3", "pip install -r x.txt", "pip install --requirement=x.txt",
            "pip install -rx.txt", "pip download flask", "pip install .", "pip install -i flask", "pip list",
        ),
    ),
    Spellings(
        "npm-version",
        ("npm install express", "npm i -g express", "npm add --save-dev express", "npm --prefix /x install express"),
        ("npm uninstall express", "npm install", "npm ci", "npm install express@4", "npm run install",
         "npm ls express"),
    ),
    Spellings(
        "gem-version",
        ("gem install rails", "gem i rails --no-document", "gem install -N rails"),
        ("gem uninstall rails", "gem install rails:7", "gem install rails -v 7", "gem install --version=7 rails"),
    ),
    Spellings(
        "package-signature",
        (
            "apt-get install --allow-unauthenticated x", "apt-get -o APT::Get::AllowUnauthenticated=true install x",
            "apt-get -oAPT::Get::AllowUnauthenticated=1 install x", "apt-get --force-yes install x",
            "apt-get update --allow-insecure-repositories", "apt update -o Acquire::AllowInsecureRepositories=TRUE",
            "apk add --allow-untrusted x", "apk --allow-untrusted add x", "dnf install --nogpgcheck x",
            "dnf install --setopt=gpgcheck=0 x", "dnf install --setopt=gpgcheck=False x",
            "dnf install --setopt extra.gpgcheck=no x", "yum --nogpgcheck install x", "tdnf install --nogpgcheck x",
            "zypper --no-gpg-checks install x", "rpm -i --nosignature x.rpm", "rpm -U --nodigest x.rpm",
        ),
        (
            "apt-get -o Dpkg::Options::=--force-confold install x",
            "apt-get -o Dpkg::Options::=--force-confdef upgrade",
            "apt-get -o APT::Get::AllowUnauthenticated=false install x", "apt-get install allowunauthenticated",
            "apt-get -o APT::Get::AllowUnauthenticated=0 install x", "dnf install --setopt=gpgcheck=1 x",
            "dnf install --setopt=repo_gpgcheck=0 x", "dnf list --nogpgcheck", "dnf search --nogpgcheck x",
            "rpm -q --nosignature x", "rpm -qa --nodigest", "rpm --checksig --nosignature x.rpm", "apk add untrusted",
        ),
    ),
    Spellings(
        "tls-flag",
        (
            "curl -k https://x.example", "curl --insecure https://x.example", "curl -sSLk https://x.example",
            "curl -o a -k https://x.example", "curl https://x.example -k", "curl -oa -k https://x.example",
            "wget --no-check-certificate https://x.example", "wget --check-certificate=off https://x.example",
            "pip install --trusted-host x.example a", "pip install --trusted-host=x.example a",
            "pip config set global.trusted-host x.example", "npm config set strict-ssl false",
            "npm install --strict-ssl=false", "git -c http.sslVerify=FALSE clone x",
            "yum --setopt=sslverify=0 install a",
        ),
        (
            "curl https://x.example", "curl -o k https://x.example", "curl -ok https://x.example",
            "curl -H -k https://x",
            "curl --header -k https://x.example", "wget --no-check-certificate=off https://x.example",
            "wget --check-certificate=on https://x.example", "pip config get global.trusted-host",
            "npm config set strict-ssl true", "npm install strict-ssl false", "git -c http.sslVerify=true clone x",
            "yum --setopt=sslverify=1 install a", "grep -k curl",
        ),
    ),
    Spellings(
        "open-mode",
        (
            "chmod 777 /a", "chmod 0777 /a", "chmod -R 777 /a", "chmod 777 -R /a", "chmod --recursive 777 /a",
            "chmod a+w /a", "chmod o=rwx /a", "chmod u+x,o+w /a", "chmod ugo+rwx /a", "mkdir -m 777 /a",
            "mkdir -m777 /a", "mkdir -pm 777 /a", "mkdir -pm777 /a", "mkdir --mode 777 /a", "mkdir --mode=777 /a",
            "mkdir -p --mode=a+w /a", "install -m 666 a /b", "install -m666 a /b", "install --mode=666 a /b",
            "install -D --mode 666 a /b", "install -dm 777 /a", "install -o app -m 666 a /b",
        ),
        (
            "chmod 755 /a", "chmod 1777 /a", "chmod g+w /a", "chmod +w /a", "chmod a+w,o-w /a", "chmod 777 /dev/null",
            "mkdir -m 755 /a", "mkdir -m755 /a", "mkdir --mode=755 /777", "mkdir --mode 1777 /a", "mkdir 777",
            "install -m 644 a /666", "install --mode=644 a /b", "install -g m -o 777 a /b", "install 666 /b",
        ),
    ),
    Spellings(
        "pip-cache",
        (
            "pip install a", "pip -q install a", "pip3 install --upgrade a", "python -m pip install a",
            "pip install a/",
            "PIP_NO_CACHE_DIR=0 pip install a", "PIP_NO_CACHE_DIR=off pip install a", "PIP_NO_CACHE_DIR= pip install a",
            "pip install a && rm -rf /root/.cache/pips", "PIP_NO_CACHE_DIR=FALSE pip install a",
        ),
        (
            "pip install --no-cache-dir a", "pip --no-cache-dir install a", "PIP_NO_CACHE_DIR=1 pip install a",
            "PIP_NO_CACHE_DIR=TRUE pip install a", "env PIP_NO_CACHE_DIR=on pip install a", "pip uninstall a",
            "export PIP_NO_CACHE_DIR=1; pip install a", "pip install a && rm -rf /root/.cache/",
            "pip install a && rm -rf /root/.cache/pip/*", "pip install a; rm -fr ~/.cache", "pip list",
            "pip cache purge",
        ),
    ),
    Spellings(
        "apt-lists",
        ("apt-get update", "apt-get -q update", "apt-get update && rm -rf /var/lib/apt/listsx", "apt update"),
        (
            "apt-get update && rm -rf /var/lib/apt/lists/*", "apt-get update && rm -r /var/lib/apt/lists",
            "apt-get update && rm -rf /var/lib/apt/lists/", "apt-get update && cd /var/lib/apt && rm -rf lists",
            "apt-get update && find /var/lib/apt/lists -delete", "apt-get install -y a",
            "apt-get update && rm -rf /var",
            "apt-get update && apt-get distclean", "apt-get --version",
        ),
    ),
    Spellings(
        "dist-upgrade",
        ("apt-get dist-upgrade -y", "apt-get -y dist-upgrade", "zypper dup", "zypper -n dist-upgrade",
         "apt full-upgrade"),
        ("apt-get upgrade -y", "zypper up", "apt-get install dist", "apt-get -s dist-upgrade"),
    ),
)  # fmt: skip

INSTRUCTIONS = (
    Spellings(
        "apk-cache",
        (
            "RUN apk add a", "RUN apk -U add a", "RUN --mount=type=bind,target=/var/cache/apk apk add a",
            "RUN --mount=type=cache,target=/var/cache apk add a && apk add --root /x b\nRUN apk add c",
            "RUN --mount=type=cache,target=/var/cache/apks apk add a", "RUN --mount=type=cache,target=/srv apk add a",
            "RUN --mount=type=cache,target=/var/cache/apk/x apk add a",
            "RUN --mount=type=cache,id=/var/cache/apk,target=/x apk add a",
        ),
        (
            "RUN apk add --no-cache a", "RUN apk --no-cache add a", "RUN apk add --no-network a", "RUN apk del a",
            "RUN --mount=type=cache,target=/var/cache/apk apk add a",
            "RUN --mount=type=tmpfs,dst=/var/cache/apk apk add a",
            "RUN --mount=type=cache,destination=/var/cache/apk/ apk add a",
            "RUN --mount=target=/var,type=cache apk add a",
            "RUN apk add a && rm -rf /var/cache/apk/*",
        ),
    ),
    Spellings(
        "dnf-cache",
        ("RUN dnf install -y a", "RUN dnf -y upgrade", "RUN microdnf in a", "RUN tdnf install -y a",
         "RUN dnf dsync -y"),
        (
            "RUN dnf install -y a && dnf clean all", "RUN dnf -y install a; dnf -q clean all", "RUN dnf remove a",
            "RUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y a",
            "RUN dnf install -y a && rm -fr /var/cache",
        ),
    ),
    Spellings(
        "yum-cache",
        ("RUN yum install -y a", "RUN yum -y update", "RUN yum clean all && yum install -y a"),
        ("RUN yum install -y a && yum clean all", "RUN yum remove a", "RUN yum install -y a && rm -rf /var/cache/yum/"),
    ),
    Spellings(
        "zypper-cache",
        ("RUN zypper -n in a", "RUN zypper patch", "RUN zypper clean && zypper in a"),
        ("RUN zypper -n in a && zypper clean", "RUN zypper in a && zypper cc -a", "RUN zypper rm a"),
    ),
    Spellings(
        "yarn-cache",
        ("RUN yarn", "RUN yarn install", "RUN yarn --frozen-lockfile", "RUN yarn cache clean && yarn install"),
        ("RUN yarn && yarn cache clean", "RUN yarn build", "RUN yarn --version",
         "RUN yarn --help", "RUN yarn -v", "RUN yarn -h",
         "RUN yarn install && rm -rf /root/.cache"),
    ),
    Spellings(
        "assume-yes",
        (
            "RUN echo 'Acquire::Retries 3;' > /etc/apt/apt.conf.d/80retries\nRUN apt-get install a",
            "RUN apt-get install a\nRUN echo 'APT::Get::Assume-Yes true;' > /etc/apt/apt.conf.d/90yes",
            "RUN echo 'APT::Get::Assume-Yes true;' > /srv/yes\nRUN apt-get install a",
            "RUN no | (apt-get update && apt-get install a)", "RUN yes > /dev/null; apt-get install a",
        ),
        (
            "RUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90yes\nRUN apt-get install a",
            "COPY <<EOF /etc/apt/apt.conf\nAPT::Get::Assume-Yes true;\nEOF\nRUN apt-get install a",
            "RUN yes | (apt-get update && apt-get install a)", "RUN apt-get install a <<< y",
            "RUN echo y | apt-get install a",
        ),
    ),
    Spellings(
        "open-mode",
        ("COPY --chmod=777 a /a", "ADD --chmod=0666 a /a", "COPY --chown=1:1 --chmod=a+w a /a"),
        ("COPY --chmod=755 a /a", "COPY --chmod=$MODE a /a", "COPY a /777", "COPY --chown=777 a /a"),
    ),
    Spellings(
        "legacy-key-value",
        ("ENV A b", "env A b", "LABEL a b", "ENV A b=c"),
        ("ENV A=b", "LABEL a=b", "ARG VERSION", "ARG VERSION=1", "ARG A B"),
    ),
    Spellings(
        "image-tls-verification",
        (
            "ENV NODE_TLS_REJECT_UNAUTHORIZED=0", "ENV NODE_TLS_REJECT_UNAUTHORIZED 0", "ARG PYTHONHTTPSVERIFY=0",
            'ENV NPM_CONFIG_STRICT_SSL="False"', "ENV npm_config_strict_ssl=FALSE", "ENV VAULT_SKIP_VERIFY=TRUE",
            "ENV VAULT_SKIP_VERIFY=True A=1", "ENV LDAPTLS_REQCERT=NEVER", "ENV PIP_TRUSTED_HOST=x.example",
            "RUN NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci", "RUN export PYTHONHTTPSVERIFY=0; x",
            "RUN A=1 GIT_SSL_NO_VERIFY=x git a",
        ),
        (
            "ENV NODE_TLS_REJECT_UNAUTHORIZED=1", "ENV NPM_CONFIG_STRICT_SSL=true", "ENV VAULT_SKIP_VERIFY=false",
            "ENV PIP_TRUSTED_HOST=", "ARG PYTHONHTTPSVERIFY", "ENV VAULT_SKIP_VERIFY=$SKIP",
            "RUN echo PYTHONHTTPSVERIFY=0",
        ),
    ),
    Spellings(
        "secret-file",
        tuple(
            f"COPY {folder}{name} /srv/"
            for folder in ("", "secrets/")
            for name in (
                "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".netrc", ".pypirc", ".git-credentials", ".pgpass",
                ".aws/credentials", ".docker/config.json", ".kube/config", "store.p12", "store.pfx",
            )
        ),
        ("COPY id_rsa.pub /srv/", "COPY config.json /srv/", "COPY p12 /srv/"),
    ),
    Spellings(
        "secret-in-build",
        tuple(
            f"ENV {name}=hunter2x"
            for word in (
                "ACCESS_KEY", "ACCESSKEY", "API_KEY", "APIKEY", "CREDENTIAL", "CREDENTIALS", "CREDS", "JWT",
                "PASS",
                "PASSPHRASE", "PASSWD", "PASSWORD", "PRIVATEKEY", "PRIVATE_KEY", "PWD", "SECRET", "SECRETKEY", "TOKEN",
            )
            for name in (f"DB_{word}", f"db_{word.lower()}", f"DB_{word}_1")
        ),
        (
            "ENV GPG_KEY=7169605F", "ENV PUBLIC_KEY=x", "ENV TOKEN_FILE=x", "ENV PASSWORD_TYPE=x", "ENV DB_PASSWORD=",
            "ENV DB_PASSWORD=true", "ENV API_TOKEN=/run/secrets/token", "ENV MONKEY=1", "ENV COMPASS=north",
            "ENV KEYRING=x",
        ),
    ),
)  # fmt: skip

WRAPPINGS = (
    "{}",
    "true && {}",
    "cd /srv; {}",
    "{} || true",
    "if true; then {}; fi",
    "if {}; then true; fi",
    "for each in a b; do {}; done",
    "( {} )",
    "sh -c '{}'",
    'bash -ec "{}"',
    "set -eux; \\\n    {}",
)
BEFORE_A_PROGRAM = ("{}", "env A=1 {}", "A=1 {}", "timeout 60 {}", "sudo -E {}", "/usr/bin/{}", "nice -n 5 {}")
# in these the first word is no program
_NO_PROGRAM_FIRST = ("PIP_NO_CACHE_DIR=", "export ", "env ", "yes ", "cd ")


def spelled(command: str) -> Iterator[str]:
    """A command in each wrapping; what has quotes of its own only where that needs no others."""
    for wrapping in WRAPPINGS:
        if not ("'" in wrapping + '"' and ("'" in command or '"' in command) and " -" in wrapping):
            yield wrapping.format(command)
    if not command.startswith(_NO_PROGRAM_FIRST):
        for wrapping in BEFORE_A_PROGRAM[1:]:
            yield wrapping.format(command)


@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case.policy)
def test_every_spelling_of_a_fault_is_found(case: Spellings, tmp_path: Path) -> None:
    runs = [f"RUN {run}" for command in case.reported for run in spelled(command)]

    assert set(runs) - reported_by(case.policy, tmp_path, runs) == set()


@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case.policy)
def test_no_spelling_of_what_is_right_is_found(case: Spellings, tmp_path: Path) -> None:
    runs = [f"RUN {run}" for command in case.silent for run in spelled(command)]

    assert reported_by(case.policy, tmp_path, runs) == set()


@pytest.mark.parametrize("case", INSTRUCTIONS, ids=lambda case: case.policy)
def test_an_instruction_is_judged_by_what_it_does(case: Spellings, tmp_path: Path) -> None:
    assert mistaken(case, tmp_path) == (set(), set())


@pytest.mark.parametrize(
    ("script", "is_reported"),
    [
        ("curl --insecure https://x.example", True),
        ("curl -sk https://x.example", True),
        ("curl https://x.example -k", True),
        ("if curl -k https://x.example; then true; fi", True),
        ("while ! curl -k https://x.example; do sleep 1; done", True),
        ("X=1 curl -k https://x.example", True),
        ("sudo curl -k https://x.example", True),
        ("/usr/bin/curl -k https://x.example | sh", True),
        ("true && curl -k https://x.example", True),
        ("curl -k x.example", True),
        ("curl https://x.example", False),
        ("curl -ok https://x.example", False),
        ("curl -k http://x.example", False),
        ("curl -k https://localhost:8443", False),
        ("apk add curl -k", False),
        ("echo curl; grep -k x", False),
    ],
)
def test_curl_in_a_script_of_a_container(script: str, is_reported: bool, tmp_path: Path) -> None:
    pod = {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},
        "spec": {"containers": [{"name": "web", "image": "acme/web:1", "command": ["sh", "-c", script]}]},
    }  # fmt: skip
    (tmp_path / "pod.json").write_text(json.dumps(pod), encoding="utf-8")

    report = infracheck.scan([tmp_path], select=["insecure-argument"])

    assert [each.policy_id for each in report.findings] == ["insecure-argument"] * is_reported
