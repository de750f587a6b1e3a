"""Which commit a change is compared with, and what to do where git cannot tell."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import abspath, dirname, islink, realpath

from infracheck.errors import UsageError
from infracheck.record import Record
from infracheck.source.host.git import ask, is_available
from infracheck.source.host.repository import Repository, repository_at, top_around


class Base(Record):
    """A commit to compare with, how the user called it, and the repository that holds it."""

    repository: Repository
    commit: str
    revision: str


def find_base(paths: Iterable[str], revision: str, *, exact: bool = False) -> Base:
    """The commit where HEAD and a revision parted, or with `exact` the revision's own.

    `paths` are those that are scanned: the repository is the one that holds them all. Raises `UsageError`.
    """
    repository = _repository_of(paths)
    if ask(repository, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") is None:
        raise _wrong("the repository has no commits yet", "Commit first, or scan without --base.")
    theirs = _commit(repository, revision)
    if exact:
        return Base(repository, theirs, revision)
    found = ask(repository, "merge-base", "HEAD", theirs)
    if found is None:
        raise _apart(repository, revision)
    return Base(repository, found.decode("ascii").split()[0], revision)


def _repository_of(paths: Iterable[str]) -> Repository:
    tops = {}
    for path in paths:
        if path == "-":
            raise _wrong("standard input has no base revision", "Scan files, or compare with --baseline FILE.")
        # a link is where it stands, wherever it leads
        stands = dirname(abspath(path)) if islink(path) else path
        tops[top_around(realpath(stands))] = path
    top, *others = tops
    if top is None:
        raise _wrong(f"{tops[top]} is not in a git repository", "Scan a git checkout, or compare with --baseline FILE.")
    if others:
        raise _wrong("the paths are not in one git repository", "Scan each repository by itself.")
    repository = repository_at(top)
    if repository is None:
        what = f"the repository at {top} does not belong to the user who scans it"
        raise _wrong(what, "Scan it as its owner, or change the owner of the checkout.")
    if not is_available(repository):
        raise _wrong("git was not found", "Install git, or compare with --baseline FILE.")
    return repository


def _commit(repository: Repository, revision: str) -> str:
    # no name that git knows begins with a dash: what does was meant to be an option of git
    is_name = revision and not revision.startswith("-") and revision.isprintable()
    found = ask(repository, "rev-parse", "--verify", "--quiet", revision + "^{commit}") if is_name else None
    if found is not None:
        return found.decode("ascii").strip()
    if not is_name:
        raise _wrong(f"{revision!r} is not a revision", "Name a branch, a tag or a commit.")
    remote = f"origin/{revision}"
    if ask(repository, "rev-parse", "--verify", "--quiet", remote + "^{commit}") is not None:
        raise _wrong(f"unknown revision {revision!r}", f"Did you mean {remote}?")
    name = revision.removeprefix("origin/")
    raise _wrong(
        f"unknown revision {revision!r}",
        f"Check its name, or fetch it: `git fetch origin {name}`, then --base FETCH_HEAD.",
    )


def _apart(repository: Repository, revision: str) -> UsageError:
    if ask(repository, "rev-parse", "--is-shallow-repository") == b"true\n":
        what = f"the clone is shallow: it does not contain the merge base of HEAD and {revision}"
        remedy = "Fetch the history: `git fetch --unshallow`, in GitHub Actions `fetch-depth: 0`."
        return _wrong(what, remedy)
    return _wrong(f"HEAD and {revision} have no commit in common", "Compare with the revision itself: --base-exact.")


def _wrong(what: str, remedy: str) -> UsageError:
    return UsageError(what, where="--base", remedy=remedy)
