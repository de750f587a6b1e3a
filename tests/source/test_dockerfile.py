"""What the parser makes of Dockerfiles: instructions, words, flags, pairs and heredocs, each with its place."""

from __future__ import annotations

import pytest

from infracheck.source.docker.reader import parse_dockerfile
from infracheck.source.docker.tree import DockerfileTree, Instruction
from infracheck.source.text.span import Source


def read(text: str) -> DockerfileTree:
    tree = parse_dockerfile(Source("Dockerfile", text))
    assert tree.problems == []
    return tree


def only(text: str) -> Instruction:
    return read("FROM scratch\n" + text).instructions[1]


def words(instruction: Instruction) -> list[tuple[str, int, int]]:
    return [(word.value, word.span.line, word.span.column) for word in instruction.words]


def test_each_instruction_has_its_lines() -> None:
    tree = read("# a comment\nfrom debian:12\n\n  RUN one \\\n  two\nUser root\n")

    assert [(found.name, found.keyword, found.line, found.end_line) for found in tree.instructions] == [
        ("FROM", "from", 2, 2),
        ("RUN", "RUN", 4, 5),
        ("USER", "User", 6, 6),
    ]


def test_words_know_line_and_column() -> None:
    assert words(only("COPY a  bé\tc\n")) == [("a", 2, 6), ("bé", 2, 9), ("c", 2, 12)]


def test_a_word_on_a_continued_line_stands_where_it_is_written() -> None:
    found = only("USER \\\n  root\n")

    assert (found.words[0].text, found.words[0].span[1:5]) == ("root", (3, 3, 3, 7))


def test_a_word_that_is_itself_continued_reaches_over_both_lines() -> None:
    tree = read("FR\\\nOM debian\nUS\\\nER ro\\\not\n")
    user = tree.instructions[1]

    assert (user.name, user.line, user.words[0].text, user.words[0].span[1:5]) == ("USER", 3, "root", (4, 4, 5, 3))


def test_the_first_line_of_a_long_instruction_is_its_tight_place() -> None:
    found = only("RUN one && \\\n two\n")

    assert (found.first_line_span[1:5], found.span[1:5]) == ((2, 1, 2, 11), (2, 1, 3, 5))


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("RUN a \\\n# a comment\n\n  # another\n b\n", "RUN a  b"),
        ("RUN a \\ \t\n b\n", "RUN a  b"),
        ("RUN a \\\r\n b\r\n", "RUN a  b"),
        ("RUN a \\", "RUN a"),
        ("RUN a \\\\\n", "RUN a \\\\"),
        ("\\\nRUN a\n", "RUN a"),
        ("RUN a \\\n# the end", "RUN a"),
        ("RUN a \\\n\n\n", "RUN a"),
        ("RUN \\\n\\\n a", "RUN  a"),
        ("RUN a\\b \\c", "RUN a\\b \\c"),
    ],
)
def test_continued_lines_are_joined(text: str, joined: str) -> None:
    assert only(text).text == joined


def test_each_part_of_joined_lines_knows_its_place() -> None:
    found = only("RUN one \\\n# no part\n\n\\\n  two \\\nthree\n")

    text = found.logical.text
    assert text == "RUN one   two three"
    lines = [found.logical.span(at, at + 1)[1:3] for at in (0, text.index("two"), text.index("three"))]
    assert lines == [(2, 1), (6, 3), (7, 1)]


def test_the_escape_directive_changes_what_continues_a_line() -> None:
    tree = read("# escape=`\nFROM x\nRUN dir C:\\\nUSER root\nRUN one `\n  two\n")

    assert (tree.escape, [found.text for found in tree.instructions[1:]]) == (
        "`",
        ["RUN dir C:\\", "USER root", "RUN one   two"],
    )


def test_directives_end_with_the_first_other_line() -> None:
    tree = read("# Syntax = docker/dockerfile:1\n#check=skip=all\n\n# escape=`\nFROM x\n")

    assert [(found.name, found.value, found.span.line) for found in tree.directives] == [
        ("syntax", "docker/dockerfile:1", 1),
        ("check", "skip=all", 2),
    ]
    assert [(found.line, found.text) for found in tree.comments] == [(4, "escape=`")]


def test_comments_are_kept_but_not_those_in_heredocs() -> None:
    tree = read("FROM x\nRUN a \\\n  # inside\n b\nRUN <<EOF\n# of the script\nEOF\n# last\n")

    assert [(found.text, found.span[1:3]) for found in tree.comments] == [("inside", (3, 3)), ("last", (8, 1))]


def test_lines_end_at_line_feeds_alone() -> None:
    tree = read("FROM x\n# a\x85b\u2028c\x0bd\x0ce\nUSER root\n")

    assert tree.instructions[1].line == 3


def test_flags_stand_before_the_arguments() -> None:
    found = only("COPY --from=build --link --chown='a b' x y\n")

    assert [(flag.name, flag.value, flag.span.column) for flag in found.flags] == [
        ("from", "build", 6),
        ("link", None, 19),
        ("chown", "a b", 26),
    ]
    assert words(found) == [("x", 2, 40), ("y", 2, 42)]


def test_two_dashes_end_the_flags() -> None:
    found = only("RUN --network=none -- --version\n")

    assert ([flag.name for flag in found.flags], found.arguments) == (["network"], "--version")


@pytest.mark.parametrize(
    ("text", "is_json", "expected"),
    [
        ('CMD ["a", "b c"]\n', True, ["a", "b c"]),
        ('CMD ["\\u00e9\\ud83d\\ude00"]\n', True, ["é😀"]),
        ('CMD ["\\ud83d"]\n', True, ["\ufffd"]),
        ('CMD [ \\\n # no\n "a", \\\n "b" ]\n', True, ["a", "b"]),
        ("CMD []\n", True, []),
        ("CMD [\"a\", 'b']\n", False, ["[\"a\", 'b']"]),
        ('CMD ["a",\n', False, ['["a",']),
        ("CMD a 'b'\n", False, ["a 'b'"]),
        ('HEALTHCHECK CMD ["a"]\n', True, ["CMD", "a"]),
        ('COPY ["a b", "/c"]\n', True, ["a b", "/c"]),
    ],
)
def test_json_form_or_shell_form(text: str, is_json: bool, expected: list[str]) -> None:
    found = only(text)

    assert (found.is_json, [word.value for word in found.words]) == (is_json, expected)


def test_json_strings_know_their_places() -> None:
    assert words(only('CMD ["a", \\\n "b"]\n')) == [("a", 2, 6), ("b", 3, 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ENV A=1 B=\"x y\" C='$z' D=a\\ b\n", [("A", "1"), ("B", "x y"), ("C", "$z"), ("D", "a b")]),
        ("ENV A b  c=d\n", [("A", "b  c=d")]),
        ("ARG A B=1 C=\n", [("A", None), ("B", "1"), ("C", "")]),
        ('LABEL "a.b"="c"\n', [("a.b", "c")]),
    ],
)
def test_pairs(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = only(text)

    assert [(pair.key.value, None if pair.value is None else pair.value.value) for pair in found.pairs] == expected


def test_keys_and_values_know_their_places() -> None:
    pair = only("ENV A=1 \\\n  BC=xyz\n").pairs[1]

    assert pair.value is not None
    assert (pair.key.span[1:5], pair.value.span[1:5], pair.span[1:5]) == ((3, 3, 3, 5), (3, 6, 3, 9), (3, 3, 3, 9))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN <<EOF\nUSER x\nEOF\n", [("EOF", "USER x\n", False, False)]),
        ("RUN <<-EOF\n\tone\n\tEOF\n", [("EOF", "\tone\n", False, True)]),
        ("RUN <<'E O F' cat\n$A\nE O F\n", [("E O F", "$A\n", True, False)]),
        ('RUN <<E"O"F\nEOF\n', [("EOF", "", True, False)]),
        ("COPY <<A <<B /etc/\none\nA\ntwo\nB\n", [("A", "one\n", False, False), ("B", "two\n", False, False)]),
        ("RUN cat 3<<X && b\n# x\nX\n", [("X", "# x\n", False, False)]),
        ("ONBUILD RUN <<EOF\na\nEOF\n", [("EOF", "a\n", False, False)]),
        ("RUN <<EOF\necho \\\nEOF\n", [("EOF", "echo \\\n", False, False)]),
        ("RUN <<EOF\r\na\r\nEOF\r\n", [("EOF", "a\r\n", False, False)]),
        ('RUN echo "<<EOF" && echo $((1<<EOF))\n', []),
        ('RUN ["a", "<<EOF"]\n', []),
        ("ENV A=<<EOF\n", []),
        ("RUN cat <<<EOF\n", []),
        ("RUN it's <<EOF\n", []),
    ],
)
def test_heredocs(text: str, expected: list[tuple[str, str, bool, bool]]) -> None:
    tree = read("FROM scratch\n" + text + "USER root\n")

    assert [tuple(heredoc[:4]) for heredoc in tree.instructions[1].heredocs] == expected
    assert [found.name for found in tree.instructions[2:]] == ["USER"]


def test_a_heredoc_knows_the_places_of_its_mark_and_its_body() -> None:
    heredoc = only("RUN cat <<EOF\none\nEOF\n").heredocs[0]

    assert (heredoc.span[1:5], heredoc.body_span[1:5]) == ((2, 9, 2, 14), (3, 1, 4, 1))


def test_onbuild_holds_the_instruction_it_triggers() -> None:
    found = only("ONBUILD COPY --from=x a b\n")

    assert found.inner is not None
    assert (found.inner.name, [flag.name for flag in found.inner.flags], words(found.inner)) == (
        "COPY",
        ["from"],
        [("a", 2, 23), ("b", 2, 25)],
    )
