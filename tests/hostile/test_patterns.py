"""No regular expression over a file's text takes more than linear time.

Every pattern in the sources is found, and attacked with texts made of what it asks for. Whoever writes a pattern that
is put together at run time adds a maker to `MADE`; whoever knows a worse text than repetition makes adds it to `WORST`;
whoever has a pattern that takes the square of a text which cannot be long says in `GUARDED` what bounds the text.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "checker", ROOT / "policies")
FUNCTIONS = ("compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")
LENGTH = 4_000

# patterns that depend on what a function is given: with every value that it can be given
MADE: dict[str, Callable[[Any], Iterable[str | re.Pattern[str]]]] = {
    "infracheck.source.docker.lines:_patterns": lambda m: [p for e in "\\`" for p in m._patterns(e)],
    "infracheck.source.docker.words:_quoted_word": lambda m: [m._quoted_word(e) for e in "\\`"],
    "infracheck.source.docker.words:_flag_part": lambda m: [m._flag_part(e) for e in "\\`"],
    "infracheck.source.docker.words:_flag_quoted": lambda m: [m._flag_quoted(e, q) for e in "\\`" for q in "'\""],
    "infracheck.source.docker.words:_flag_word": lambda m: [re.escape(e) + "(.)" for e in "\\`"],
    "infracheck.source.docker.expand:<module>": lambda m: [*m._PLAIN.values(), *m._IN_QUOTES.values()],
    "infracheck.model.facts.config_files.text:offsets_of": lambda m: [m._ESCAPE, "''|[^']"],
    "infracheck.source.yaml.opaque:cuts_of": lambda m: [rf"\n(?! {{{n}}}|[ \r]*+(?:\n|\Z))" for n in (1, 7)],
    # a value between two looks aside
    "infracheck.engine.disclosure:_known": lambda m: [r"(?<![\w.-])value(?![\w-]|\.\w)"],
    "infracheck.engine.gate.renames:_without": lambda m: [r"(?<![A-Za-z0-9])web(?![A-Za-z0-9])"],
    "infracheck.report.shown.as_judged:__init__": lambda m: [r"(?<![\w.-])one\ two(?![\w-]|\.\w)|(?!)"],
    "infracheck.rendering.quoted:without_values": lambda m: [r"one\ value|two\.1"],
    # of bytes, and no more than a set of them
    "infracheck.source.files.ignore_pattern:<module>": lambda m: [r"[*?\[\\]"],
    # a pattern of the file itself: `_too_costly` looks at it and at its text before it is made
    "infracheck.source.docker.pattern:_pattern": lambda m: [],
}
# further texts by the module and the words of the pattern that they are for
WORST = {
    ("infracheck.engine.waivers.in_dockerfile", "sh"): ("/sh" * 3000, "/a/sh " * 2000, "sh " + "<" * LENGTH),
    ("infracheck.source.shell.command", ""): ('"$a' * 3000, "'a" * 4999, "a'" * 4999, '"' * 9_999),
    ("infracheck.source.docker.words", ""): ('["a",' * 2000, "[" + " " * LENGTH, '["' + '\\"' * 5000),
    ("infracheck.model.facts.config_files.lines", ""): ("create user " * 800, "CREATE USER" + " " * LENGTH + "x"),
    ("infracheck.knowledge.words.showable", ""): ("a://" * 2500, "a." * 5000 + "@", "/a" * 5000 + "!"),
}
# patterns that take the square of a text which cannot be long, by module and pattern, with what bounds it
GUARDED = {
    (
        "infracheck.source.docker.words",
        r'"(?:[^"\\\x00-\x1f]++|\\.)*+"',
    ): "looks at what _STRINGS has matched whole",
    ("infracheck.model.base.duration", r"([0-9.]+)([a-zµμ]+)"): "looks at what _DURATION has matched whole",
}


class Found(NamedTuple):
    """A pattern in the sources, with the ways in which it is asked."""

    where: str
    pattern: str
    flags: int
    ways: tuple[str, ...]


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.py")):
            name = ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if not name.endswith("__main__"):
                yield name, tree


def _ways_by_name(trees: dict[str, ast.Module]) -> dict[tuple[str, str], set[str]]:
    """By module and name of a pattern, the methods of it that are called: a public name is any module's."""
    ways: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in FUNCTIONS and isinstance(node.value, ast.Name):
                name = node.value.id
                ways[module if name.startswith("_") else "", name].add(node.attr)
    return ways


def _calls(tree: ast.Module) -> Iterator[tuple[str, str, ast.Call]]:
    """Each call of `re`, with the function it stands in and the name that it is given."""

    def walk(node: ast.AST, inside: str, name: str) -> Iterator[tuple[str, str, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            within = child.name if isinstance(child, ast.FunctionDef) and inside == "<module>" else inside
            if isinstance(child, ast.Call) and _is_of_re(child):
                yield inside, name, child
            yield from walk(child, within, _name_given_by(child) or name)

    yield from walk(tree, "<module>", "")


def _name_given_by(node: ast.AST) -> str:
    """The name that a pattern below a node gets, or with a dot the method that is called of it at once."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case ast.Attribute(value=ast.Call(), attr=name) if name in FUNCTIONS:
            return f".{name}"
    return ""


def _is_of_re(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id="re"), attr=function):
            return function in FUNCTIONS
    return False


def _flags_of(call: ast.Call, names: dict[str, Any]) -> int:
    position = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(call.func.attr, 2)  # type: ignore[attr-defined]
    given = [each.value for each in call.keywords if each.arg == "flags"] + call.args[position : position + 1]
    return int(eval(compile(ast.Expression(given[0]), "flags", "eval"), names)) if given else 0


def _evaluated(call: ast.Call, names: dict[str, Any]) -> tuple[str, int] | None:
    try:
        pattern = eval(compile(ast.Expression(call.args[0]), "pattern", "eval"), dict(names))
        return (pattern, _flags_of(call, dict(names))) if isinstance(pattern, str) else None
    except NameError:
        return None


def found() -> Iterator[Found]:
    """Every pattern of the sources; fails for one that is put together at run time and stands in no table."""
    trees = dict(_modules())
    ways = _ways_by_name(trees)
    for module_name, tree in trees.items():
        calls = list(_calls(tree))
        module = importlib.import_module(module_name) if calls else None
        for inside, name, call in calls:
            way = call.func.attr  # type: ignore[attr-defined]
            owner = module_name if name.startswith("_") else ""
            asked = (way,) if way != "compile" else (name[1:],) if name[:1] == "." else tuple(sorted(ways[owner, name]))
            pattern = _evaluated(call, vars(module))
            if pattern is not None:
                yield Found(f"{module_name}:{call.lineno}", *pattern, asked)
                continue
            key = f"{module_name}:{inside}"
            assert key in MADE, f"{key}, line {call.lineno}: a pattern is put together at run time; add it to MADE"
            for made in MADE[key](module):
                text, flags = (made, 0) if isinstance(made, str) else (made.pattern, made.flags)
                yield Found(f"{module_name}:{call.lineno}", text, flags, ("match", "search"))


_NAMED = {r"\s": " ", r"\S": "a", r"\d": "1", r"\w": "a", r"\n": "\n", r"\t": "\t", r"\r": "\r"}


def texts_against(pattern: str) -> Iterator[str]:
    """Texts of what a pattern asks for, over and over, and then something that it does not ask for."""
    letters = [_NAMED.get(each, each[-1]) for each in re.findall(r"\\?.", pattern, re.DOTALL)]
    plain = [each for each in dict.fromkeys((" ", "a", "1", "\n", *letters)) if each not in "()|?*+"][:16]
    words = list(dict.fromkeys(re.findall(r"[A-Za-z]{2,}", pattern)))[:4]
    # what it asks for in its own order, with something of the class in the place of a class
    whole = "".join(each for each in letters if each not in "()|?*+[]")
    pairs = ["".join(each) for each in itertools.permutations(plain[4:9], 2)]
    units = [*plain, *words, *pairs, *(f"{word} " for word in words), *(whole[:length] for length in (3, 4, 6))]
    for unit in filter(None, dict.fromkeys(units)):
        repeated = unit * (LENGTH // len(unit))
        yield from (repeated, f"{repeated}\x00")
    for word, letter in itertools.product(words[:2], plain[:4]):
        yield f"{word}{letter * LENGTH}\x00"


_ATTACK = """
import json, re, sys, time

def spent(ask, text):
    start = time.process_time()
    found = ask(text)
    if hasattr(found, "__next__"):
        for _ in found:
            pass
    return time.process_time() - start

for line in sys.stdin:
    where, pattern, flags, ways, texts = json.loads(line)
    compiled = re.compile(pattern, flags)
    print(ascii(where), flush=True)
    for way in ways:
        method = getattr(compiled, way)
        ask = (lambda text: method("", text)) if way in ("sub", "subn") else method
        for text in texts:
            if spent(ask, text) > 0.01:
                # linear: four times as long a text takes four times as long
                middle = text[:-1] if text.endswith("\\0") else text
                longer = middle * 4 + text[len(middle):]
                once = min(spent(ask, text) for _ in range(3))
                if once > 0.01 and min(spent(ask, longer) for _ in range(2)) > 9 * once:
                    sys.exit(f"{where}: {way} takes the square of the length of {text[:20]!r}")
"""


def attacked(patterns: list[Found], seconds: float = 120) -> str:
    """What is said of the first pattern that is not linear; empty where all are."""
    lines = []
    for each in patterns:
        module = each.where.partition(":")[0]
        further = [t for (of, word), texts in WORST.items() if of == module and word in each.pattern for t in texts]
        texts = [*texts_against(each.pattern), *further]
        lines.append(json.dumps([each.where, each.pattern, each.flags, each.ways, texts]))
    # each pattern is named before it is asked: the last name is that of one that does not end
    try:
        command = [sys.executable, "-c", _ATTACK]
        run = subprocess.run(
            command, input="\n".join(lines), capture_output=True, check=False, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired as error:
        return f"{(error.stdout or b'').decode().split()[-1:]} does not end"
    return run.stderr


@cache
def found_once() -> tuple[Found, ...]:
    """Every pattern of the sources once."""
    return tuple(dict.fromkeys(found()))


def patterns() -> list[Found]:
    """Every pattern once, without those that something bounds."""
    return [each for each in found_once() if (each.where.partition(":")[0], each.pattern) not in GUARDED]


@pytest.mark.parametrize("part", range(4))
def test_every_pattern_is_linear(part: int) -> None:
    assert attacked(patterns()[part::4]) == ""


def test_the_patterns_are_found() -> None:
    modules = {each.where.partition(":")[0] for each in patterns()}

    assert len(patterns()) > 100
    assert {"infracheck.source.shell.reader", "infracheck_policies.dockerfile.modes"} <= modules


def test_what_is_guarded_is_still_there() -> None:
    assert GUARDED.keys() <= {(each.where.partition(":")[0], each.pattern) for each in found_once()}


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        (r"^\s*\{\{", "search"),
        (r"\s+\Z", "search"),
        (r"(?:a|a)*b", "match"),
    ],
)
def test_a_pattern_that_is_not_linear_is_told(pattern: str, way: str) -> None:
    assert attacked([Found("x:1", pattern, re.MULTILINE, (way,))], seconds=5) != ""
