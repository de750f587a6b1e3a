"""Shell text split into the commands it runs, each word with its place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infracheck.source.shell.reader import Command, comments_of, parse_shell


def commands(text: str) -> list[list[str]]:
    return [[word.text for word in command.words] for command in parse_shell(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apt-get update && apt-get install -y a", [["apt-get", "update"], ["apt-get", "install", "-y", "a"]]),
        ("a || b; c & d\ne", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("echo 'a && b' \"c; d\" e\\ f", [["echo", "a && b", "c; d", "e f"]]),
        ("echo a#b # c && d\ne", [["echo", "a#b"], ["e"]]),
        ('echo "a $(id -u) b" `ls x`', [["echo", "a $() b", "$()"], ["id", "-u"], ["ls", "x"]]),
        ("(cd /; make)", [["cd", "/"], ["make"]]),
        ("if ! a; then b; else c; fi", [["a"], ["b"], ["c"]]),
        ("while a; do b; done", [["a"], ["b"]]),
        ("{ a; b; }", [["a"], ["b"]]),
        ("case $x in a|b) c;; (d) e ;; *) f; esac; g", [["case", "$x", "in"], ["c"], ["e"], ["f"], ["g"]]),
        ("f() { a; }", [["a"]]),
        ("cat <<E\nrm -rf /\nE\nls", [["cat"], ["ls"]]),
        ("cat <<-'E' | sh\n\trm\n\tE\nls", [["cat"], ["sh"], ["ls"]]),
        ("a \\\n b", [["a", "b"]]),
        ("echo $((1 + (2))) ${x:-$(y z)}", [["echo", "$(())", "${x:-$()}"], ["y", "z"]]),
        ("bash <(curl x)", [["bash", "$()"], ["curl", "x"]]),
        ('eval "$(curl x)"', [["eval", "$()"], ["curl", "x"]]),
        ('echo "$(echo "$(a)")"', [["echo", "$()"], ["echo", "$()"], ["a"]]),
        ("for i in a b; do echo $i; done", [["for", "i", "in", "a", "b"], ["echo", "$i"]]),
        ("a 2>&1 >/dev/null < b", [["a"]]),
        ("", []),
        ("'open", [["open"]]),
        ("a) b", [["a"], ["b"]]),
        ("| && ;;", []),
        ("$(", [["$()"]]),
        ("if true; then (( [[ $(", [["true"], ["[[", "$()"]]),
    ],
)
def test_commands(text: str, expected: list[list[str]]) -> None:
    assert commands(text) == expected


def only(text: str) -> Command:
    (command,) = parse_shell(text)
    return command


def test_assignments_stand_before_the_command() -> None:
    command = only('A=1 B="x y" make C=2')

    assert ([word.text for word in command.assignments], command.name, [word.text for word in command.arguments]) == (
        ["A=1", "B=x y"],
        "make",
        ["C=2"],
    )


def test_redirections_are_no_words() -> None:
    command = only("echo x 2> err >> 'a b'")

    assert ([word.text for word in command.words], [(operator, word.text) for operator, word in command.redirects]) == (
        ["echo", "x"],
        [(">", "err"), (">>", "a b")],
    )


def test_words_know_their_places() -> None:
    text = "a && b 'c d' \"$(e)\"; f"
    places = [text[word.start : word.end] for command in parse_shell(text) for word in command.words]

    assert places == ["a", "b", "'c d'", '"$(e)"', "e", "f"]


def test_a_pipe_ties_two_commands() -> None:
    found = {command.name: command for command in parse_shell("curl -fsSL x | tee y |\n sudo sh && z")}

    assert found["curl"].pipes_into is found["tee"]
    assert found["tee"].pipes_into is found["sudo"]
    assert found["sudo"].pipes_into is None


def test_the_operator_after_a_command() -> None:
    assert [command.operator for command in parse_shell("a && b || c | d; e & f\ng $(h)")] == [
        *("&&", "||", "|", ";", "&", "\n", "", ")"),
    ]


def test_literal_words_hold_nothing_that_is_replaced() -> None:
    assert [word.is_literal for word in only("a '$b' \\$c $d ${e} \"f$g\" $").words] == [
        *(True, True, True, False, False, False, True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "while read x; do curl $x; done < urls | sh",
        "for x in a; do if b; then c; fi; done 2> /dev/null | sh",
        "for x in $y; do b; done 2> /dev/null | sh",
        "{ a; b; } 2> c | sh",
        "if a; then b; fi < c | sh",
    ],
)
def test_a_redirection_behind_a_loop_is_the_loops(text: str) -> None:
    found = [(command.start, command.pipes_into) for command in parse_shell(text) if not command.name]

    assert [(start, after.name if after else "") for start, after in found] == [(0, "sh")]


def test_comments() -> None:
    assert comments_of("a # b\necho 'c # d' e#f \"# g\" #h\n# i") == [2, 29, 32]


def test_depth_counts_substitutions() -> None:
    assert [(command.name, command.depth) for command in parse_shell("a $(b `c`) (d)")] == [
        ("a", 0),
        ("b", 1),
        ("c", 2),
        ("d", 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "true" + " && true" * 100_000,
        "$(" * 50_000 + ")" * 50_000,
        "$(" * 50_000,
        '"$(' * 30_000,
        "${" * 50_000,
        "(" * 50_000,
        "$((" * 50_000,
        "`" * 50_001,
        "cat" + " <<A" * 20_000 + "\nx" * 1000,
        "case x in " * 20_000,
        "\\\n" * 200_000,
        "a " * 200_000,
        "'" * 100_001,
    ],
)
def test_long_and_deep_text_takes_linear_time(text: str) -> None:
    start = time.process_time()
    parse_shell(text)

    assert time.process_time() - start < 5


PARTS = st.sampled_from(
    [
        *"'\"\\$`();&|<>#{}=!\n \t",
        "a",
        "b=c",
        "$(",
        "${",
        "$((",
        "))",
        "<<E",
        "\nE\n",
        "case",
        " in ",
        ";;",
        "esac",
        "if ",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(PARTS, max_size=25).map("".join))
def test_any_text_is_split_and_every_place_is_in_it(text: str) -> None:
    for command in parse_shell(text):
        words = [*command.words, *command.assignments, *(word for _, word in command.redirects)]
        places = [(command.start, command.end), *((word.start, word.end) for word in words)]

        assert all(0 <= start <= end <= len(text) for start, end in places)
