"""Words of builds that policies know, each list written out apart from the tables, beside words much like them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.policies.cases import Spellings, mistaken, reported_by

ARCHIVES = [
    ".tar", ".gz", ".bz2", ".xz", ".zst", ".lz", ".lzma", ".Z", ".tgz", ".tbz", ".tbz2", ".tb2", ".tz2", ".txz", ".tlz",
    ".taz", ".tpz", ".tzst", ".tar.gz", ".tar.1", ".gz*", ".TAR.XZ", ".TAR.1",
]  # fmt: skip
REMOTE = [
    "http://x.example/a",
    "HTTPS://x.example/a",
    "git://x.example/a",
    "ssh://x.example/a",
    "ftp://x.example/a",
    "Git@x.example:a",
]
INSTALLS = {
    "dnf-cache": ("dnf", (
        "install", "in", "upgrade", "up", "update", "upgrade-minimal", "up-min", "reinstall", "rei", "groupinstall",
        "localinstall", "distro-sync", "dsync",
    )),
    "yum-cache": ("yum", ("install", "reinstall", "update", "upgrade", "groupinstall", "localinstall")),
    "zypper-cache": ("zypper", ("install", "in", "update", "up", "patch", "dist-upgrade", "dup")),
}  # fmt: skip
FOLDERS = {
    "apt-lists": ("apt-get update", ("/var/lib/apt/lists",)),
    "apk-cache": ("apk add a", ("/var/cache/apk",)),
    "dnf-cache": (
        "dnf install -y a", ("/var/cache/libdnf5", "/var/cache/dnf", "/var/cache/yum", "/var/cache/tdnf"),
    ),
    "yum-cache": ("yum install -y a", ("/var/cache/yum",)),
    "zypper-cache": ("zypper -n install a", ("/var/cache/zypp",)),
    "yarn-cache": ("yarn install", ("/usr/local/share/.cache/yarn", "/root/.cache/yarn", "/home/app/.cache/yarn")),
    "pip-cache": ("pip install a", ("/root/.cache/pip", "/home/app/.cache/pip")),
}  # fmt: skip
RPM = ("dnf", "dnf-config-manager", "microdnf", "tdnf", "yum", "yum-config-manager")

WORDS = (
    Spellings(
        "add-url",
        (*(f"ADD {each} /a" for each in REMOTE), "ADD git@x.example:a.git /a", "ADD https://x.example/a.git#main /a"),
        ("ADD httpx://x.example/a /a", "ADD --checksum=sha256:ab https://x.example/a /a", "ADD a /a"),
    ),
    Spellings(
        "add-instruction",
        ("ADD a /a", "ADD a.tarx /a", "ADD gz /a", "ADD *.txt /a", "ADD a.tb /a", "ADD a.t*z /a"),
        (*(f"ADD a{each} /a" for each in ARCHIVES), *(f"ADD {each} /a" for each in REMOTE)),
    ),
    Spellings(
        "assume-yes",
        (
            *(f"RUN {program} install a" for program in ("apt-get", "aptitude", "dnf", "tdnf", "yum", "zypper")),
            *(f"RUN dnf {verb} a" for verb in ("in", "groupinstall", "localinstall")),
            *(f"RUN yum {verb} a" for verb in ("groupinstall", "localinstall")),
            "RUN zypper in a", "RUN apt-get -q install a", "RUN apt-get install --quiet a", "RUN dnf -n install a",
            "RUN true | bash -c 'apt-get install a'",
            "RUN echo y | sed s/y/n/ && apt-get install a",
            "RUN echo 'aptitude::CmdLine::Assume-Yes true;' > /etc/apt/apt.conf\nRUN apt-get install a",
            "RUN echo assumeyes=1 >> /etc/yum.conf\nRUN dnf install a",
        ),
        (
            *(f"RUN apt-get install {flag} a" for flag in ("-y", "--yes", "--assume-yes", "--force-yes", "-qq")),
            "RUN aptitude install --assume-yes a", "RUN zypper install --no-confirm a", "RUN apt-get install -q=2 a",
            "RUN zypper --non-interactive in a",
            "RUN zypper -n in a", "RUN zypper in -y a", "RUN apt-get -q=9 install a", "RUN apt-get --quiet=2 install a",
            *(f"RUN yes | {shell} -c 'apt-get install a'" for shell in ("sh", "bash", "ash", "dash")),
            *(f"RUN echo y | {shell} -c 'apt-get install a'" for shell in ("sh", "bash", "ash", "dash")),
            *(f"RUN {source} y | apt-get install a" for source in ("yes", "echo", "printf")),
            "RUN echo y | su -c 'apt-get install a'",
            "RUN echo 'aptitude::CmdLine::Assume-Yes true;' > /etc/apt/apt.conf\nRUN aptitude install a",
            "RUN echo 'assumeyes = 1' >> /etc/dnf/dnf.conf\nRUN dnf install a",
            "RUN echo assumeyes=1 >> /etc/yum.conf\nRUN yum install a",
            "RUN apt-get install $OPTIONS a",
        ),
    ),
    Spellings(
        "wget-progress",
        ("RUN wget a", "RUN wget -c a", "RUN wget --no-check-certificate a", "RUN wget -n a"),
        (
            *(f"RUN wget {flag} a" for flag in (
                "-q", "-nv", "-cq", "-o log", "-a log", "--quiet", "--no-verbose", "--output-file=log",
                "--append-output=log", "--progress=dot:giga",
            )),
        ),
    ),
    Spellings(
        "recommended-packages",
        ("RUN apt-get install -y a", "RUN apt-get -o APT::Install-Recommends=true install a"),
        (
            "RUN apt-get install --no-install-recommends a", "RUN apt-get -o APT::Install-Recommends=false install a",
            "RUN apt-get -o APT::Install-Recommends=0 install a", "RUN apt-get update",
        ),
    ),
    Spellings(
        "shell-link",
        ("RUN ln -sf /bin/bash /bin/sh", "RUN ln -s -f bash /bin/sh"),
        ("RUN ln -s /bin/sh /usr/bin/sh", "RUN ln -sf bash /bin/ash", "RUN rm /bin/sh"),
    ),
    Spellings(
        "dist-upgrade",
        (
            "RUN apt-get dist-upgrade", "RUN apt dist-upgrade", "RUN apt full-upgrade", "RUN aptitude full-upgrade",
            "RUN aptitude dist-upgrade", "RUN zypper dist-upgrade", "RUN zypper dup",
        ),
        ("RUN apt-get full-upgrade", "RUN apt-get upgrade", "RUN zypper update", "RUN apt dup"),
    ),
    Spellings(
        "package-signature",
        (
            *(f"RUN {program} {flag} install a" for program in RPM for flag in ("--nogpgcheck", "--no-gpgcheck")),
            *(f"RUN {program} --no-gpg-checks install a" for program in RPM),
            *(f"RUN {program} install --setopt=gpgcheck=0 a" for program in RPM),
            *(f"RUN {program} install {flag} a" for program in ("apt", "apt-get")
              for flag in ("--allow-unauthenticated", "--force-yes", "-o APT::Get::AllowUnauthenticated=1")),
            *(f"RUN rpm {flag} -i a.rpm" for flag in ("--nosignature", "--nodigest", "--noverify")),
            "RUN apk add --allow-untrusted a", "RUN aptitude --allow-untrusted install a",
            "RUN aptitude install -o APT::Get::AllowUnauthenticated=1 a", "RUN zypper --no-gpg-checks install a",
            "RUN zypper install --allow-unsigned-rpm a", "RUN apt-get update --allow-insecure-repositories",
            "RUN apt-get -o Acquire::AllowInsecureRepositories=yes update",
        ),
        (
            *(f"RUN dnf --nogpgcheck {verb} a" for verb in (
                "check-update", "info", "list", "makecache", "provides", "repolist", "repoquery", "search",
            )),
            *(f"RUN rpm --nosignature {flag} a" for flag in ("-q", "-qa", "-V", "-K", "--query", "--verify")),
            *(f"RUN apt-get -o APT::Get::AllowUnauthenticated={word} install a" for word in ("0", "false", "no")),
            "RUN rpm --nosignature --checksig a", "RUN apt-get -o APT::Get::AllowUnauthenticated=off install a",
            "RUN dnf install a", "RUN rpm -i a.rpm", "RUN apk add a", "RUN pip install --allow-untrusted a",
        ),
    ),
    Spellings(
        "password-command",
        (
            *(f"RUN {program} -p hash a" for program in ("useradd", "usermod", "groupadd", "groupmod")),
            *(f"RUN {program} --password hash a" for program in ("useradd", "usermod", "groupadd", "groupmod")),
            "RUN useradd --password=hash a", "RUN useradd -mp hash a", "RUN useradd -phash a",
            "RUN echo a:b | chpasswd",
            "RUN echo a:b | chgpasswd", "RUN echo b | passwd a", "RUN passwd --stdin -u a", "RUN useradd -mp $HASH a",
            "RUN --mount=type=cache,target=/x useradd -p $HASH a", "RUN useradd -N -p hash a",
            *(f"RUN useradd -m{letter} x -p hash a" for letter in "bcdefgkKGsuZ"),
        ),
        (
            *(f"RUN passwd -{letter} a" for letter in "deilnSuwx"),
            *(f"RUN useradd -{letter}p hash a" for letter in "bcdefgkKGsuZ"),
            "RUN useradd -p '*' a", "RUN useradd -p '!' a", "RUN useradd -p '!!' a", "RUN useradd -p x a",
            "RUN useradd a", "RUN useradd -m a", "RUN passwd --lock a", "RUN adduser -p hash a", "RUN useradd -p '' a",
            "RUN --mount=type=secret,id=a useradd -p $(cat /run/secrets/a) a",
        ),
    ),
    Spellings(
        "pipe-status",
        ("RUN curl a | tar x", "RUN set -e; curl a | tar x", "RUN echo pipefail; curl a | tar x", "RUN cut a | sort"),
        (
            *(f"RUN {program} a | sort" for program in ("echo", "printf", "yes", "cat", "true")),
            "RUN set -o pipefail; curl a | tar x", "RUN su -c 'set -o pipefail; curl a | tar x'", "RUN curl a || true",
            *(f"RUN {shell} -o pipefail -c 'curl a | tar x'" for shell in ("sh", "bash", "ash", "dash", "ksh", "zsh")),
            *(f'RUN {shell} -Command "curl a | tar x"' for shell in ("pwsh", "powershell")),
            'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl a | tar x',
        ),
    ),
    Spellings(
        "expose-protocol-casing",
        tuple(f"EXPOSE 80/{each}" for each in ("TCP", "Tcp", "UDP", "Udp", "SCTP", "Sctp")),
        ("EXPOSE 80/tcp", "EXPOSE 80/udp", "EXPOSE 80/sctp", "EXPOSE 80"),
    ),
    Spellings(
        "ssh-port",
        ("EXPOSE 22", "EXPOSE 22/tcp", "EXPOSE 20-22", "EXPOSE 22-30", "EXPOSE 8022 22"),
        ("EXPOSE 21", "EXPOSE 23", "EXPOSE 22/udp", "EXPOSE 2222", "EXPOSE 23-30"),
    ),
    Spellings(
        "label-key",
        tuple(f"LABEL {key}=a" for key in (
            "A", "1a", "a-", "a.", "a..b", "a--b", "a_b", "com.docker.a", "io.docker.a", "org.dockerproject.a",
        )),
        tuple(f"LABEL {key}=a" for key in ("a", "a1", "a.b", "a-b", "com.dockerx.a", "io.example.a9", "z0")),
    ),
    Spellings(
        "open-mode",
        (
            "RUN chmod o=w /a", "RUN chmod a+rw /a", "RUN chmod o-w,o+w /a", "RUN chmod 2 /a", "RUN chmod 0002 /a",
            "RUN chmod 777 /dev/shm/../a /srv/a", "RUN chmod o=r,o+w /a", "RUN chmod a=rwx /dev/null /a",
        ),
        (
            "RUN chmod o=r /a", "RUN chmod o+w,o=r /a", "RUN chmod o+w,o-w /a", "RUN chmod u=rwx,g=w /a",
            "RUN chmod o+wt /a", "RUN chmod 775 /a", "RUN chmod 1002 /a", "RUN chmod a+r-w /a", "RUN chmod o+w-w /a",
            "RUN chmod 777 /dev/null /dev/zero", "RUN chmod -x /a", "RUN chmod a+x /a",
        ),
    ),
    Spellings(
        "copy-from-stage",
        ("COPY --from=a /a /a", "COPY --from=x.example/a /a /a"),
        (
            "COPY --from=a:1 /a /a", "COPY a /a", "COPY --from=$A /a /a",
            "COPY --from=a@sha256:" + "0" * 64 + " /a /a",
        ),
    ),
    Spellings(
        "secret-file",
        (
            "COPY id_rsa $GNUPGHOME/", "ENV PGPASSFILE=/srv/login\nCOPY x /srv/login",
            *(f"RUN echo x {operator} /root/.netrc" for operator in (">", ">>", ">|")),
            "RUN echo x | tee /root/.netrc", "RUN echo x | tee -a /root/.netrc", "RUN cp a /root/.netrc",
            "RUN mv a /root/.netrc", "RUN install -m 600 a /root/.netrc",
        ),
        (
            "RUN cat < /root/.netrc", "RUN echo x > /root/netrc", "RUN echo x > /root/.netrc && rm /root/.netrc",
            "RUN ls /root/.netrc", "ENV PGDATA=/srv/login\nCOPY x /srv/login",
        ),
    ),
    Spellings(
        "copy-target",
        ("COPY a b /c", "COPY a b c", "COPY a b ...", "COPY a b $C/d"),
        ("COPY a b /c/", "COPY a b .", "COPY a b ..", "COPY a b ./", "COPY a b $C", "COPY a b c/$C", "COPY a /c"),
    ),
    Spellings(
        "workdir-start",
        ("WORKDIR a", "WORKDIR ./a", "WORKDIR 1:/a"),
        ("WORKDIR /a", "WORKDIR /a\nWORKDIR b", "WORKDIR C:/a", "WORKDIR $A", "WORKDIR \"/a\""),
    ),
    Spellings(
        "instruction-casing",
        ("run a", "Run a", "RUN a\nuser 1"),
        ("RUN a", "RUN run"),
    ),
    Spellings(
        "env-self-reference",
        ("ENV A=1 B=$A", "ENV A=1 B=${A}", "ENV A=1 B=${A:-x}", "ENV B=$A A=1"),
        ("ENV A=1\nENV B=$A", "ENV A=$A", "ENV A=0\nENV A=1 B=$A", "ARG A=1 B=$A", "ENV A=1 B=A", "ENV A=1 B=$AB"),
    ),
    Spellings(
        "wget-and-curl",
        ("RUN wget a && curl b", "RUN wget a\nRUN curl b", "RUN curl a; wget b"),
        ("RUN wget a && wget b", "RUN curl a", "RUN apt-get install wget curl", "RUN echo"),
    ),
    Spellings(
        "cd-command",
        ("RUN cd /a && make", "RUN make; cd a"),
        ("RUN make", "RUN echo cd", "WORKDIR /a"),
    ),
    Spellings(
        "unnamed-stage",
        ("COPY --from=1 /a /a", "COPY --from=+1 /a /a", "COPY --from=10 /a /a"),
        ("COPY --from=a:1 /a /a", "COPY a /a", "COPY --from=1a:1 /a /a"),
    ),
    Spellings(
        "expose-format",
        ("EXPOSE 127.0.0.1:80:80", "EXPOSE 80:80"),
        ("EXPOSE 80", "EXPOSE 80/tcp", "EXPOSE $PORT"),
    ),
    Spellings(
        "copy-start",
        ("COPY a b", "COPY a .", "COPY a C", "ONBUILD COPY a b"),
        ("COPY a /b", "WORKDIR /srv\nCOPY a b", "COPY a C:/b", "COPY a C:\\\\b", "COPY a $B"),
    ),
)  # fmt: skip

# BuildKit refuses them, which every scan says too
REFUSED = (
    Spellings(
        "port-range",
        ("EXPOSE 65536", "EXPOSE 80-65536", "EXPOSE 65536/tcp", "EXPOSE 100000", "EXPOSE 065536"),
        ("EXPOSE 65535", "EXPOSE 1", "EXPOSE 065535", "EXPOSE 80-65535/udp", "EXPOSE $PORT", "EXPOSE 0", "EXPOSE 00"),
    ),
    Spellings(
        "onbuild-trigger",
        ("ONBUILD ONBUILD RUN a", "ONBUILD FROM a", "ONBUILD MAINTAINER a"),
        ("ONBUILD RUN a", "ONBUILD COPY a /a"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", WORDS, ids=lambda case: case.policy)
def test_a_build_is_judged_by_its_words(case: Spellings, tmp_path: Path) -> None:
    assert mistaken(case, tmp_path) == (set(), set())


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.policy)
def test_a_build_that_is_refused_is_judged_too(case: Spellings, tmp_path: Path) -> None:
    assert mistaken(case, tmp_path, "input-syntax") == (set(), set())


@pytest.mark.parametrize("policy", INSTALLS)
def test_a_verb_fills_the_cache(policy: str, tmp_path: Path) -> None:
    program, verbs = INSTALLS[policy]
    bad = [f"RUN {program} {verb} -y" for verb in verbs]
    good = [f"RUN {program} {verb} -y" for verb in ("remove", "list", "info", "clean", "search", "--version", "-h")]

    assert reported_by(policy, tmp_path, [*bad, *good]) == set(bad)


@pytest.mark.parametrize("policy", FOLDERS)
def test_a_mount_or_a_removal_of_the_folder_keeps_the_cache_out(policy: str, tmp_path: Path) -> None:
    fills, folders = FOLDERS[policy]
    good, bad = [], [f"RUN {fills}", f"RUN --mount=type=cache,target=/srv {fills}", f"RUN {fills} && find / -name a"]
    for folder in folders:
        above = folder.rpartition("/")[0]
        good += [f"RUN --mount=type={kind},target={folder} {fills}" for kind in ("cache", "tmpfs")]
        good += [f"RUN --mount=type=cache,{name}={folder}/ {fills}" for name in ("dst", "destination")]
        good.append(f"RUN --mount=type=cache,target={above} {fills}")
        bad += [f"RUN --mount=type=bind,target={folder} {fills}", f"RUN {fills} && ls {folder}"]
        bad += [f"RUN --mount=type=cache,target={above}/other {fills}", f"RUN {fills} && find {folder} -name a"]
        if "/home/" not in folder:
            good += [f"RUN {fills} && rm -rf {folder}{end}" for end in ("", "/", "/*")]
            good += [f"RUN {fills} && find {folder} -delete", f"RUN {fills} && cd {above} && rm -rf ./* {folder}"]
    found = reported_by(policy, tmp_path, [*good, *bad])

    assert (set(bad) - found, found - set(bad)) == (set(), set())
