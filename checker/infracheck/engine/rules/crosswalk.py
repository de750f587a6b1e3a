"""The crosswalk of a pack: which controls and which rules of other tools its policies answer to, as a table."""

from __future__ import annotations

import csv
from functools import cache
from importlib.util import find_spec
from os.path import isfile, join

from infracheck.errors import PolicyError
from infracheck.record import Record

BUILT_IN = "infracheck_policies"
"""The package of the built-in policies."""
USER_PACKAGE = "infracheck_user_policies_"
"""What the names of modules start with that come from a folder of a user."""
FILE = "crosswalk.csv"
_HEADER = ["policy", "is", "id"]


class Crossings(Record):
    """What one policy is called elsewhere."""

    controls: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


_NONE = Crossings()


def pack_of(module_name: str) -> str:
    """The installed package that a module of policies belongs to; empty for one of a user's folder."""
    package = module_name.partition(".")[0]
    return "" if package.startswith(USER_PACKAGE) or package == "__main__" else package


def crossings_of(pack: str, policy_id: str) -> Crossings:
    """What the crosswalk of an installed package says of a policy; nothing where it has none.

    Raises `PolicyError` for a table that cannot be read as one.
    """
    return _table_of(pack).get(policy_id, _NONE) if pack else _NONE


@cache  # of what is installed, like an import: it stays as it is while the process runs
def _table_of(pack: str) -> dict[str, Crossings]:
    spec = find_spec(pack)
    folders = (spec.submodule_search_locations or ()) if spec is not None else ()
    paths = (join(folder, FILE) for folder in folders)
    return next((_read(path) for path in paths if isfile(path)), {})


def _read(path: str) -> dict[str, Crossings]:
    found: dict[str, tuple[list[str], list[str]]] = {}
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        if next(rows, None) != _HEADER:
            raise PolicyError(
                "has no header", where=f"{path}:1", remedy=f"Write {','.join(_HEADER)} as its first line."
            )
        for row in rows:
            if len(row) != len(_HEADER) or row[1] not in ("control", "alias") or ":" not in row[2]:
                remedy = "Write a policy's id, `control` or `alias`, and set:id, such as memory-limit,alias,acme:OPS-7."
                raise PolicyError("is not a row of a crosswalk", where=f"{path}:{rows.line_num}", remedy=remedy)
            found.setdefault(row[0], ([], []))[row[1] == "alias"].append(row[2])
    return {policy: Crossings(tuple(controls), tuple(aliases)) for policy, (controls, aliases) in found.items()}
