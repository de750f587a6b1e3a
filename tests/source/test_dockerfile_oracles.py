"""Our parser against BuildKit's own and a port of it: the same instructions, lines, flags and forms."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infracheck.source.docker.reader import parse_dockerfile
from infracheck.source.text.span import Source

TRICKY = [
    "FROM a\nRUN one \\\n# c\n\n  # d\n two\nUSER root\n",
    "FROM a\nRUN one \\  \n two\nRUN a \\\\\nUSER root\n",
    "# escape=`\nFROM a\nRUN dir C:\\\nRUN one `\n two\n",
    "# syntax=x\n# escape=`\nFROM a\nCOPY a `\n b\n",
    "FROM a\n# escape=`\nRUN one \\\n two\n",
    "FROM a\r\nRUN b \\\r\n c\r\nUSER root\r\n",
    "from a\n  run b\n\tuser root\n",
    "FR\\\nOM a\nUS\\\nER ro\\\not\n",
    "FROM a\nRUN true \\",
    "FROM a\n\\\n\\\nRUN true\n",
    "FROM a\nRUN <<EOF\nUSER x\nEOF\nCOPY <<A <<-B /x\na\nA\n\tb\n\tB\nUSER root\n",
    "FROM a\nRUN <<'E O F' cat\n$A\nE O F\nRUN <<E\"O\"F\nx\nEOF\n",
    'FROM a\nRUN echo "<<EOF" && echo $((1<<EOF))\nENV A=<<EOF\nRUN cat <<<EOF\n',
    "FROM a\nRUN cat 3<<EOF && b\nx\nEOF\n",
    'FROM a\nCMD ["a", \'b\']\nENTRYPOINT ["x",\nCMD []\nCMD ["\\u00e9", "b"]\n',
    'FROM a\nCMD [ \\\n # no\n "a", \\\n "b" ]\nHEALTHCHECK CMD ["a"]\nVOLUME ["/x y"]\n',
    "FROM --platform=$BUILDPLATFORM a AS b\nCOPY --from=b --link --chown='a b' x y\nRUN -- --x\n",
    "FROM a\nRUN --mount=type=cache,target=/x --mount=type=secret,id=y c\nADD --chmod=755 x y\n",
    'FROM a\nENV A b c\nENV A=b C="d e" F=\'g h\' I=j\\ k\nARG A B=c\nLABEL "a"=b\n',
    "FROM a\nHEALTHCHECK --interval=5s --retries=3 CMD curl x\nHEALTHCHECK NONE\nSTOPSIGNAL --x 9\n",
    "FROM a\nUSER 'a b'\nWORKDIR  C:\\x \nMAINTAINER it's me\nEXPOSE 80 443/tcp\nSHELL [\"a\"]\n",
    "FROM a\nRUN a\x0bb\x0cc\x1cd\x85e\u2028f\n\u00a0USER root\n",
    "FROM a\nONBUILD COPY --chown=x a b\nONBUILD ENV A=b\n",
]


NAMES = frozenset(
    (
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"),
        *("ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
    )
)


class Line(NamedTuple):
    """What the parsers are compared in."""

    name: str
    start: int
    end: int
    flags: tuple[str, ...]
    is_json: bool


def ours(text: str) -> list[Line]:
    tree = parse_dockerfile(Source("Dockerfile", text))
    return [
        Line(
            found.name,
            found.line,
            found.end_line,
            tuple(f"--{flag.name}" + ("" if flag.value is None else f"={flag.value}") for flag in found.flags),
            # BuildKit says of a trigger that it is JSON where its instruction is
            found.is_json or (found.inner is not None and found.inner.is_json),
        )
        for found in tree.instructions
    ]


def buildkit(text: str) -> list[Line] | None:
    dockerfile = pytest.importorskip("dockerfile", reason="it has no wheel on this platform")
    try:
        commands = dockerfile.parse_string(text)
    except dockerfile.GoParseError:
        return None
    return [
        Line(found.cmd.upper(), found.start_line, found.end_line, tuple(found.flags), found.json)
        for found in commands
        if found.cmd is not None
    ]


def port(text: str) -> list[Line] | None:
    utils = pytest.importorskip("e2b_dockerfile_utils")
    try:
        found = utils.parse_dockerfile_ast(text).instructions
    except utils.DockerfileSyntaxError:
        return None
    return [Line(one.name.upper(), one.start_line, one.end_line, tuple(one.flags), one.json) for one in found]


@pytest.mark.parametrize("text", TRICKY)
def test_as_buildkit_reads_it(text: str) -> None:
    assert ours(text) == buildkit(text)


def test_a_heredoc_after_onbuild_is_read_as_buildkit_reads_it() -> None:
    # the port refuses it
    text = "FROM a\nONBUILD RUN <<EOF\ny\nEOF\nUSER root\n"

    assert ours(text) == buildkit(text)


@pytest.mark.parametrize("text", TRICKY)
def test_as_the_port_of_buildkit_reads_it(text: str) -> None:
    assert ours(text) == port(text)


# a JSON array ends its line here: the packaged BuildKit ignores what follows one, newer ones do not
PARTS = st.sampled_from(
    [
        *(
            "FROM a",
            "RUN ",
            "COPY ",
            "ADD ",
            "ENV a=b ",
            "USER ",
            "CMD ",
            "ENTRYPOINT ",
            "HEALTHCHECK CMD ",
            "EXPOSE 80 ",
        ),
        *(
            "ONBUILD RUN ",
            "WORKDIR ",
            "VOLUME ",
            "run ",
            "--link ",
            "--from=x ",
            "--a='b c' ",
            "-- ",
            "<<EOF ",
            "<<-EOF ",
        ),
        *(
            "<<'E F' ",
            "EOF\n",
            "\tEOF\n",
            "E F\n",
            '["a", "b"]\n',
            '["a"',
            "[]\n",
            "'",
            '"',
            "$a",
            "${a}",
            "\\'",
            "\\\\",
        ),
        *(
            "\\\n",
            "\\ \n",
            "\\\r\n",
            "\n",
            "\n",
            "\n",
            "  ",
            "\t",
            "# c\n",
            "  # d\n",
            "# escape=`\n",
            "`\n",
            "x",
            "é ",
            "&& ",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=14).map("".join))
def test_as_buildkit_reads_anything_that_it_reads(rest: str) -> None:
    text = "FROM a\n" + rest
    expected = buildkit(text)
    if expected is None:
        assert parse_dockerfile(Source("Dockerfile", text)).problems
    else:
        # it keeps an unknown instruction, to refuse it later
        assert ours(text) == [line for line in expected if line.name in NAMES]


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_is_read_and_every_place_is_in_it(text: str) -> None:
    source = Source("Dockerfile", text)
    tree = parse_dockerfile(source)

    spans = [problem.span for problem in tree.problems] + [comment.span for comment in tree.comments]
    for found in tree.instructions:
        spans += [found.span, found.keyword_span, found.first_line_span, *(word.span for word in found.words)]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=14).map("".join))
def test_the_place_of_a_word_holds_its_text(rest: str) -> None:
    source = Source("Dockerfile", "FROM a\n" + rest)

    for found in parse_dockerfile(source).instructions:
        for word in found.words if not found.is_json else ():
            span = word.span
            if span.line == span.end_line:
                assert source.text[span.start : span.end].removesuffix(word.text) in ("", "\\", "`")
