"""Variables and quotes in words, as BuildKit's shell/lex.go has them."""

from __future__ import annotations

import pytest

from infracheck.source.docker.expand import LIMIT, UNSET, Variable, expand, fault, unquote

VARIABLES = {
    "a": Variable("foo/bar.baz", True),
    "empty": Variable("", True),
    "opaque": Variable(None, True),
    "open": Variable(None, None),
}


def lookup(name: str) -> Variable:
    return VARIABLES.get(name, UNSET)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("$a", "foo/bar.baz"),
        ("${a}x", "foo/bar.bazx"),
        ("'$a'", "$a"),
        ('"$a b"', "foo/bar.baz b"),
        ("\\$a", "$a"),
        ('"\\$a\\n"', "$a\\n"),
        ("a\\ b", "a b"),
        ("$", "$"),
        ("$$", ""),
        ("$missing", ""),
        ("${missing:-d}", "d"),
        ("${missing-d}", "d"),
        ("${empty:-d}", "d"),
        ("${empty-d}", ""),
        ("${a:-d}", "foo/bar.baz"),
        ("${a:+d}", "d"),
        ("${empty:+d}", ""),
        ("${empty+d}", "d"),
        ("${missing+d}", ""),
        ("${a:?m}", "foo/bar.baz"),
        ("${missing:?m}", None),
        ("${empty:?m}", None),
        ("${empty?m}", ""),
        ("${a#f*o}", "o/bar.baz"),
        ("${a##*/}", "bar.baz"),
        ("${a%.*}", "foo/bar"),
        ("${a%%a*}", "foo/b"),
        ("${a/o/0}", "f0o/bar.baz"),
        ("${a//o/0}", "f00/bar.baz"),
        ("${a/b?r/x}", "foo/x.baz"),
        ("${missing:-'q r'$a}", "q rfoo/bar.baz"),
        ("${missing:-${missing:-x}}", "x"),
        ("$opaque", None),
        ("${opaque:-d}", None),
        ("${opaque+d}", "d"),
        ("${opaque:+d}", None),
        ("${opaque#x}", None),
        ("$open", None),
        ("${open:-d}", "d"),
        ("${open+d}", None),
        ("${open:?m}", None),
        ("x${missing:-$open}", None),
        ("${a:-$open}", "foo/bar.baz"),
        ("${a", None),
        ("'open", None),
    ],
)
def test_expand(text: str, expected: str | None) -> None:
    assert expand(text, lookup) == expected


def test_the_escape_character_may_be_a_backtick() -> None:
    assert expand('C:\\dir`$a"`""', lookup, "`") == 'C:\\dir$a"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a'b c'\"d\"", "ab cd"), ("$a${b:-'c'}", "$a${b:-c}"), ("'$a'", "$a"), ("it's", "it's"), ("a\\b", "ab")],
)
def test_unquote_leaves_variables(text: str, expected: str) -> None:
    assert unquote(text) == expected


def test_a_word_that_grows_too_long_is_unknown() -> None:
    long = "x" * (LIMIT // 2 + 1)

    assert expand("$v$v", lambda _: Variable(long, True)) is None


@pytest.mark.parametrize(
    "text", ["${a:-" * 50_000, "${a:-" * 50_000 + "}" * 50_000, "'" * 100_001, '"${a/' * 50_000, "${a#" * 50_000]
)
def test_nesting_ends_in_a_fault(text: str) -> None:
    assert fault(text) is not None


def test_a_pattern_that_would_take_forever_leaves_the_result_unknown() -> None:
    long = Variable("a" * 5000, True)

    assert expand("${v##*a*a*a*a*b}", lambda _: long) is None
