"""What BuildKit refuses is a problem with a place, and the rest of the file is read."""

from __future__ import annotations

import pytest

from infracheck.source.docker.reader import parse_dockerfile
from infracheck.source.text.problem import LIMIT, SYNTAX
from infracheck.source.text.span import Source


def problems(text: str) -> list[tuple[int, int, str]]:
    found = parse_dockerfile(Source("Dockerfile", text)).problems
    assert {problem.id for problem in found} <= {SYNTAX}
    return [(problem.span.line, problem.span.column, problem.message) for problem in found]


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("RUNN true", 1, "unknown Dockerfile instruction"),
        ("COPY", 1, "COPY needs a source and a destination"),
        ("COPY a", 1, "COPY needs a source and a destination"),
        ("COPY a <<E\nE", 8, "COPY cannot copy to a heredoc"),
        ("EXPOSE", 1, "EXPOSE has no argument"),
        ("USER", 1, "USER has no argument"),
        ("USER root wheel", 6, "USER has more than one argument"),
        ("RUN cat <<EOF\nx", 9, "a heredoc is not terminated"),
        ("ONBUILD", 1, "ONBUILD has no argument"),
        ("ONBUILD ONBUILD RUN x", 9, "ONBUILD cannot be a trigger of ONBUILD"),
        ("ONBUILD FROM x", 9, "FROM cannot be a trigger of ONBUILD"),
        ("ONBUILD MAINTAINER x", 9, "MAINTAINER cannot be a trigger of ONBUILD"),
        ("ONBUILD ENV A", 13, "ENV has a name without a value"),
        ("FROM --platform x", 6, "the flag --platform has no value"),
        ("FROM a b", 1, "FROM is neither an image nor an image AS a name"),
        ("FROM a AS", 1, "FROM is neither an image nor an image AS a name"),
        ("FROM a AS 1st", 11, "the stage's name is not valid"),
        ("FROM", 1, "FROM names no image"),
        ("RUN --nope=1 x", 5, "RUN has no such flag"),
        ("RUN --network x", 5, "the flag --network has no value"),
        ("RUN --network=lan x", 5, "the flag --network has an unknown value"),
        ("RUN --mount=type=disk x", 5, "the type of --mount is unknown"),
        ("RUN --mount=from=$x,target=/y x", 5, "the from of --mount contains a variable"),
        ("RUN --mount=type=secret,id x", 5, "an option of --mount has no value"),
        ("RUN --mount=type=cache,target=/x,readonli=true x", 5, "unknown option of --mount"),
        ("RUN --mount=type=cache,target=/x,sharing=mine x", 5, "the sharing of --mount is unknown"),
        ("RUN --mount=type=cache,target=/x,z x", 5, "an option of --mount has no value"),
        ("RUN --mount=type=cache,target=/x,size=1g x", 5, "the size of --mount does not apply to its type"),
        ("RUN --mount=target=/x,uid=1000 x", 5, "the uid of --mount does not apply to its type"),
        ("RUN --mount=target=/x,required x", 5, "the required of --mount does not apply to its type"),
        ("RUN --mount=type=secret,id=a,from=b x", 5, "a --mount of type secret has no from"),
        ("RUN --mount=type=tmpfs,dst=/ x", 5, "the target of --mount is the root"),
        ("COPY --retry=3 a b", 6, "COPY has no such flag"),
        ("COPY --link=maybe a b", 6, "the flag --link must be true or false"),
        ("COPY --from=a --from=b c d", 15, "the flag --from is given twice"),
        ("WORKDIR --x /a", 9, "WORKDIR has no such flag"),
        ("ENV A", 5, "ENV has a name without a value"),
        ("ENV =x", 5, "ENV has a value without a name"),
        ("ENV A=b c", 9, "an argument of ENV has no ="),
        ("ENV", 1, "ENV has no argument"),
        ("LABEL a", 7, "LABEL has a name without a value"),
        ("ARG =x", 5, "ARG has a value without a name"),
        ('ENV A="x', 7, "a double quote is not closed"),
        ("ENV A it's", 7, "a single quote is not closed"),
        ("ENV A=${x", 7, "a substitution has no closing brace"),
        ("ENV A=${}", 7, "a substitution names no variable"),
        ("USER ${x:=y}", 6, "unsupported form of substitution"),
        ("EXPOSE 99999", 8, "invalid port number"),
        ("EXPOSE 80 a/b", 11, "invalid port number"),
        ("EXPOSE 22-21", 8, "invalid port number"),
        ("HEALTHCHECK --interval=-1 CMD x", 13, "the flag --interval must be a duration"),
        ("HEALTHCHECK --interval=5 CMD x", 13, "the flag --interval must be a duration"),
        ("HEALTHCHECK --retries=many CMD x", 13, "the flag --retries must be a number"),
        ("HEALTHCHECK NONE now", 18, "HEALTHCHECK NONE takes no arguments"),
        ("HEALTHCHECK curl x", 13, "HEALTHCHECK must be CMD or NONE"),
        ("HEALTHCHECK CMD", 13, "HEALTHCHECK CMD has no command"),
        ("SHELL bash", 7, "SHELL takes a JSON array of strings"),
        ("SHELL []", 1, "SHELL has no argument"),
        ("VOLUME []", 1, "VOLUME has no argument"),
        ('VOLUME [" "]', 9, "VOLUME names an empty path"),
        ("SHELL [1]", 7, "this JSON array may contain strings only"),
        ("ENTRYPOINT [1, true]", 12, "this JSON array may contain strings only"),
    ],
)
def test_what_buildkit_refuses_is_a_problem(text: str, column: int, message: str) -> None:
    assert problems(f"FROM x\n{text}\n") == [(2, column, message)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, 1, "the Dockerfile has no instruction")),
        ("# a\n", (1, 1, "the Dockerfile has no instruction")),
        ("ARG A=1\n", (1, 1, "the Dockerfile has no FROM")),
        ("ARG A\nRUN x\n", (2, 1, "RUN precedes the first FROM")),
        ("# escape=x\nFROM a\n", (1, 1, "the escape directive must be a backslash or a backtick")),
        ("# escape=`\n# escape=\\\nFROM a\n", (2, 1, "the escape directive is given twice")),
        ("FROM a\rUSER root\r", (1, 1, "FROM is neither an image nor an image AS a name")),
        ("FROM\u00a0 a\n", (1, 1, "unknown Dockerfile instruction")),
    ],
)
def test_what_is_wrong_with_the_file_is_a_problem(text: str, expected: tuple[int, int, str]) -> None:
    assert problems(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "RUN",
        "CMD",
        "ENTRYPOINT []",
        "STOPSIGNAL --x 9",
        "EXPOSE 80/SCTP 127.0.0.1:80:8080 $P 7000-7005/udp",
        "HEALTHCHECK --interval=1m30s --retries=0 --start-interval=1.5s CMD x",
        "HEALTHCHECK --anything NONE",
        "COPY --parents --exclude=*.md --exclude=x a b",
        "ADD --checksum=sha256:x --keep-git-dir=true --unpack a b",
        "RUN --mount=type=secret,id=x,required --mount=type=ssh --security=insecure x",
        "RUN --mount=type=bind --mount=TARGET=.,rw --mount=type=tmpfs,size=1g,dst=/x --mount=type=$T,size=1 x",
        "RUN --mount=type=secret,id=x,env=X,mode=0400,uid=$U --mount=type=cache,target=$H,sharing=Locked,from=a x",
        "LABEL a='$' b=$",
        "FROM x AS Y",
        "ARG \"a\"='b'",
        "RUN if true; then (( [[ $(",
        "MAINTAINER it's ${me",
    ],
)
def test_what_buildkit_takes_is_no_problem(text: str) -> None:
    assert problems(f"FROM x\n{text}\n") == []


@pytest.mark.parametrize("name", ["Containerfile", "a/Containerfile.dev", "a\\containerfile"])
def test_what_buildah_takes_is_no_problem_in_a_containerfile(name: str) -> None:
    text = "FROM x\nRUN --mount=type=cache,target=/x,z --mount=type=bind,target=/y,Z,U x\nCOPY --retry=3 a b\n"

    assert parse_dockerfile(Source(name, text)).problems == []
    assert len(problems(text)) == 4


def test_the_rest_is_read_after_a_problem() -> None:
    tree = parse_dockerfile(Source("Dockerfile", 'FROM x\nNONSENSE 1\nENV A="\nSHELL x\nUSER root\n'))

    assert [found.name for found in tree.instructions] == ["FROM", "ENV", "SHELL", "USER"]


@pytest.mark.parametrize(
    "text",
    [
        "SECRET=hunter2",
        "SECRET hunter2 x",
        "RUN --SECRET=hunter2 x",
        "RUN --network=SECRET x",
        "RUN --mount=type=SECRET,SECRET x",
        "SHELL SECRET",
        'ENV A="SECRET',
        "ENV SECRET",
        "ENV A=b SECRET",
        "EXPOSE SECRET",
        "HEALTHCHECK SECRET",
        "HEALTHCHECK --interval=SECRET CMD x",
        "FROM x AS 1SECRET",
        "USER SECRET SECRET",
        "ENV A=${x:?SECRET",
        "RUN <<SECRET",
        "ONBUILD SECRET",
    ],
)
def test_no_message_quotes_the_file(text: str) -> None:
    found = parse_dockerfile(Source("Dockerfile", f"FROM x\n{text}\n")).problems

    assert found
    assert "SECRET" not in "".join(problem.message + problem.remedy for problem in found)


def test_a_file_of_another_kind_does_not_list_every_line() -> None:
    found = parse_dockerfile(Source("Dockerfile", "what is this\n" * 5000)).problems

    assert (len(found), found[-1].id) == (101, LIMIT)
