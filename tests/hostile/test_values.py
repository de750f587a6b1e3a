"""Odd values, at every place where a value may stand: read as the consumer reads them, or told; none ends a scan."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from functools import cache
from itertools import repeat
from pathlib import Path

import pytest

import infracheck
from infracheck.engine.config import Config
from infracheck.inventory import take_inventory
from infracheck.model.base.duration import Duration
from infracheck.model.base.field import as_integer
from infracheck.model.base.values import User
from infracheck.model.entities.amounts import Amounts
from infracheck.report.formats import as_inventory_json, as_inventory_tree
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

FIXTURES = Path(__file__).parents[2] / "fixtures"
ODD = (
    "!!int abc", "!!int 1.5", '!!float ""', "!!float abc", "!!float 1e999", "!!bool maybe", "!!null x", "!!int",
    "!!str", "!!timestamp abc",
    "!!binary ²", "! 12", "!own 12", "²", "٣", "१२", "²d", "٣m", "9" * 5000, "-" + "9" * 5000,
    "0" * 5000 + "7", "1" * 400 + ".5", "1e999", "-1e999", "1e400Mi", "1e-400", "0x", "0xfffffffffffffffffff", "0b2",
    "0o9", "08", "1_000", "_1", "+", "+0", "-0", ".", ".inf", "-.INF", ".nan", "''", '"\\0"', '"\\ud800"', "~", "yes",
    "18446744073709551616", "1.e3", "- 1", "[]", "{}",
)  # fmt: skip
MIXES = 1000


@cache
def examples() -> tuple[str, ...]:
    """The longest example of each kind."""
    longest: dict[str, str] = {}
    for path in sorted(FIXTURES.glob("*/**/*.yaml")):
        text = path.read_text(encoding="utf-8")
        for document in read_documents(Source("a.yaml", text)):
            if isinstance(document, Document) and isinstance(document.root, Mapping):
                kind = document.root.values.get("kind")
                part = text[document.root.start : document.root.end]
                name = kind.text if isinstance(kind, Scalar) else ""
                if name and len(part) < 4000 and "{{" not in part:
                    longest[name] = max(part, longest.get(name, ""), key=len)
    return tuple(longest[name] for name in sorted(longest))


def values_of(node: Node, path: tuple[str, ...] = ()) -> Iterator[Scalar]:
    """The values of an object, but for those that say what it is."""
    if isinstance(node, Mapping):
        for key, value in node.values.items():
            if (*path, key) not in (("apiVersion",), ("kind",)):
                yield from values_of(value, (*path, key))
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from values_of(item, (*path, "-"))
    elif node.start < node.end and "\n" not in node.source.text[node.start : node.end]:
        yield node


def altered(text: str, chance: float, odd: Iterator[str]) -> str:
    """An example with some of its values replaced."""
    (document,) = (each for each in read_documents(Source("a.yaml", text)) if isinstance(each, Document))
    dice = random.Random(text)
    parts: list[str] = []
    position = 0
    for value in sorted(values_of(document.root), key=lambda each: each.start):
        if value.start >= position and dice.random() < chance:
            parts += (text[position : value.start], next(odd))
            position = value.end
    return "".join((*parts, text[position:]))


def without_a_fault(folder: Path, texts: dict[str, str]) -> None:
    """Scan and list files; what is odd in them may be found, and crashes nothing."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    report = infracheck.scan([folder], select=["all"])
    assert report.faults == ()
    assert len(report.inputs.files) == len(texts)
    inventory = take_inventory([folder], config=Config())
    for form in (as_inventory_json, as_inventory_tree):
        form.write(inventory, io.StringIO())


def test_every_value_at_once_may_be_odd(tmp_path: Path) -> None:
    # each in a scan of its own: everything that names the same object would be linked across them
    for nth, odd in enumerate(ODD):
        text = "\n---\n".join(altered(each, 1, repeat(odd)) for each in examples())
        without_a_fault(tmp_path / str(nth), {"odd.yaml": text})


@pytest.mark.parametrize("seed", range(2))
def test_any_values_may_be_odd(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    odd = iter(lambda: dice.choice(ODD), None)

    texts = (altered(dice.choice(examples()), 0.3, odd) for _ in range(MIXES // 2))

    without_a_fault(tmp_path, {"odd.yaml": "\n---\n".join(texts)})


WORDS = (*ODD, "080", "0000022", "+22", "-1", "1-²", "22-٣", "9" * 5000 + "-1", "1/²", "²/tcp")
DOCKERFILE = """\
ARG n={0}
FROM alpine:{0} AS a
FROM a
ARG n
ENV P={0} Q=$n
EXPOSE {0} $n $n/tcp
COPY --from={0} --chmod={0} --chown={0}:{0} a b
RUN chmod {0} a && sleep {0} 2>{0}
HEALTHCHECK --interval={0} --retries={0} CMD true
STOPSIGNAL {0}
USER {0}:{0}
FROM {0}
USER $n
ONBUILD EXPOSE {0}
"""


def test_every_word_of_a_dockerfile_may_be_odd(tmp_path: Path) -> None:
    without_a_fault(tmp_path, {f"{nth}/Dockerfile": DOCKERFILE.format(word) for nth, word in enumerate(WORDS)})


def scalar(text: str) -> Scalar:
    (document,) = read_documents(Source("a.yaml", f"a: {text}\n"))
    assert isinstance(document, Document)
    assert isinstance(document.root, Mapping)
    value = document.root.values["a"]
    assert isinstance(value, Scalar)
    return value


@pytest.mark.parametrize(
    ("text", "kind", "integer"),
    [
        ("8080", "int", 8080), ("+80", "int", 80), ("-0", "int", 0), ("1_000", "int", 1000), ("1__0", "int", 10),
        ("1_", "int", 1), ("0x1F", "int", 31), ("0X1f", "int", 31), ("0x_1", "int", 1), ("-0b11", "int", -3),
        ("0B1", "int", 1), ("0o17", "int", 15), ("0O17", "int", 15), ("017", "int", 15), ("-017", "int", -15),
        ("0_7", "int", 7), ("00", "int", 0), ("0" * 5000 + "7", "int", 7), ("!!int '3'", "int", 3),
        ("!!int 0x10", "int", 16), ("9223372036854775807", "int", (1 << 63) - 1), ("9223372036854775808", "int", None),
        ("18446744073709551615", "int", None), ("0xFFFFFFFFFFFFFFFF", "int", None),
        ("18446744073709551616", "float", None),
        ("-9223372036854775808", "int", -1 << 63), ("08", "float", 8), ("1e3", "float", 1000), ("1.e3", "float", 1000),
        ("80.0", "float", 80), ("-0.0", "float", 0), (".5", "float", None), ("09.5", "float", None),
        ("1e19", "float", None),
        ("!!float 1", "float", 1), ("!!float 08", "float", 8), ("1e5_0", "float", None), (".inf", "float", None),
        ("+.Inf", "float", None), (".NaN", "float", None), ("9" * 300, "float", None),
        # what is none of Go's numbers is a string
        ("9" * 400, "str", None), ("1e999", "str", None), ("0xfffffffffffffffff", "str", None), ("0x", "str", None),
        ("0b", "str", None), ("0b102", "str", None), ("0o8", "str", None), ("0x1p-2", "str", None),
        ("1:30", "str", None),
        ("²", "str", None), ("٣", "str", None), ("_1", "str", None), ("+", "str", None), (".", "str", None),
        ("+.", "str", None), ("--1", "str", None), ("1e+", "str", None), (".e3", "str", None), ("-.nan", "str", None),
        (".Nan", "str", None), ("2001-01-01", "str", None), ("!own 12", "str", None),
        ("'12'", "str", None), ("!!str 12", "str", None),
        ("y", "bool", None), ("YES", "bool", None), ("oN", "str", None), ("!!bool 'yes'", "bool", None),
        ("~", "null", None), ("Null", "null", None), ("nULL", "str", None), ("!!null ''", "null", None),
    ],
)  # fmt: skip
def test_a_scalar_is_what_kubernetes_makes_of_it(text: str, kind: str, integer: int | None) -> None:
    """sigs.k8s.io/yaml 1.4, goyaml.v2 `resolve`; as an integer, encoding/json of what it gives."""
    value = scalar(text)

    assert (value.kind, as_integer(value)) == (kind, integer)


MISTAGGED = (
    "!!int abc", "!!int 1.5", "!!int 1e3", "!!int", "!!int ~", "!!int 99999999999999999999", "!!int '²'",
    '!!float ""', "!!float 1e999", "!!bool maybe", "!!bool ''", "!!null x", "!!timestamp abc",
    "!<tag:yaml.org,2002:int> abc",
)  # fmt: skip


@pytest.mark.parametrize(
    "line", ["  replicas: {}", "  unknown: {}", "  template: {{metadata: {{annotations: {{a: {} }}}}}}"]
)
def test_a_value_that_its_tag_does_not_fit_is_told_once_where_it_stands(tmp_path: Path, line: str) -> None:
    """goyaml.v2 `resolve`: "cannot decode !!str `abc` as a !!int", and nothing of the file is applied."""
    for nth, value in enumerate(MISTAGGED):
        (tmp_path / f"{nth:02}.yaml").write_text(f"{DEPLOYMENT}{line.format(value)}\n", encoding="utf-8")

    report = infracheck.scan([tmp_path], select=["all"])

    told = [each for each in report.findings if each.message.startswith(TAG)]
    assert [(Path(each.path).name, each.policy_id, each.line) for each in told] == [
        (f"{nth:02}.yaml", "input-schema", 5) for nth in range(len(MISTAGGED))
    ]
    assert not [each.message for each in report.findings if " must be a" in each.message]


DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
TAG = "this value does not match its tag !!"


@pytest.mark.parametrize("key", ["!!int abc", "!!float x", "!!bool maybe", "? !!int abc\n"])
def test_a_key_that_its_tag_does_not_fit_is_told_too(tmp_path: Path, key: str) -> None:
    (tmp_path / "web.yaml").write_text(f"{DEPLOYMENT}  a: 1\n{key}: 1\n")

    report = infracheck.scan([tmp_path])

    assert [each.line for each in report.findings if each.message.startswith(TAG)] == [6]


@pytest.mark.parametrize("value", ["!!int 3", "!!int '0x3'", "!!float 3", "!!float 3.0", "!!str 3", "! 3", "!mine 3"])
def test_a_value_that_its_tag_fits_is_not_told(tmp_path: Path, value: str) -> None:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\nunknown: {value}\n"
    (tmp_path / "web.yaml").write_text(text, encoding="utf-8")

    messages = [each.message for each in infracheck.scan([tmp_path]).findings]

    assert messages == ["unknown is not a field of ConfigMap"]


@pytest.mark.parametrize(
    ("text", "uid", "is_root"),
    [
        ("0", 0, True), ("+0", 0, True), ("-0", 0, True), ("00", 0, True), ("+00", 0, True), ("0" * 40, 0, True),
        ("0:0", 0, True), ("0:1000", 0, True), ("+0:x", 0, True), ("root", None, True), ("root:x", None, True),
        (":0", None, True), (":", None, True), ("", None, True), (" 0 ", 0, True), ("\t+0", 0, True),
        ("1000", 1000, False), ("+1000", 1000, False), ("0001000", 1000, False), ("1000:0", 1000, False),
        ("0x0", None, False), ("0o0", None, False), ("0b0", None, False), ("1_0", None, False), ("0.0", None, False),
        ("٠", None, False), ("²", None, False), ("-1", None, False), ("+", None, False), ("--0", None, False),
        ("Root", None, False), ("root2", None, False), ("9" * 30, None, False),
    ],
)  # fmt: skip
def test_a_user_is_who_the_runtime_starts(text: str, uid: int | None, is_root: bool) -> None:
    """containerd, `getUserFromImage`: strconv.ParseInt of what stands before the colon, else a name.

    moby/sys/user, `GetExecUser`: bytes.TrimSpace, strconv.Atoi, user 0 for an empty name.
    """
    user = User.parse(text)

    assert (user.uid, user.is_root) == (uid, is_root)


@pytest.mark.parametrize(
    "written", ["+0", "-0", "00", '"+0"', "'-0'", "+0:1000", "${who}", "$who", '"${who:-5}"', "+$who"]
)
def test_every_spelling_of_user_0_is_reported(tmp_path: Path, written: str) -> None:
    (tmp_path / "Dockerfile").write_text(f'FROM alpine:3.20\nARG who=0\nUSER {written}\nCMD ["sh"]\n')

    report = infracheck.scan([tmp_path], select=["dockerfile-user"])

    assert [(each.policy_id, each.line) for each in report.findings] == [("dockerfile-user", 3)]


@pytest.mark.parametrize("written", ["0x0", "٠", "1000", "+1", "00001", "-1", "app:0"])
def test_what_is_not_user_0_is_not_reported(tmp_path: Path, written: str) -> None:
    (tmp_path / "Dockerfile").write_text(f'FROM alpine:3.20\nUSER {written}\nCMD ["sh"]\n', encoding="utf-8")

    assert infracheck.scan([tmp_path], select=["dockerfile-user"]).findings == ()


@pytest.mark.parametrize("written", ["22", "+22", "0000022", "22/tcp", "022/TCP", "20-0000030", "127.0.0.1:0022:00022"])
def test_every_spelling_of_port_22_is_reported(tmp_path: Path, written: str) -> None:
    """docker/go-connections, `nat.ParsePortSpec`: strconv.ParseUint, of late ParseInt."""
    (tmp_path / "Dockerfile").write_text(f"FROM alpine:3.20\nEXPOSE {written}\n")

    assert [each.policy_id for each in infracheck.scan([tmp_path], select=["ssh-port"]).findings] == ["ssh-port"]


@pytest.mark.parametrize("written", ["²", "²²", "٢٢", "0x16", "2_2", "22²"])
def test_what_is_no_port_is_told(tmp_path: Path, written: str) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM alpine:3.20\nEXPOSE {written}\n", encoding="utf-8")

    report = infracheck.scan([tmp_path], select=["ssh-port", "port-range"])

    assert [(each.policy_id, each.message) for each in report.findings] == [("input-syntax", "invalid port number")]


@pytest.mark.parametrize(
    ("written", "found"), [("65536", True), ("065536", True), ("9" * 5000, True), ("065535", False), ("²", False)]
)
def test_a_port_is_as_large_as_its_digits_say(tmp_path: Path, written: str, found: bool) -> None:
    text = f"FROM alpine:3.20\nARG port={written}\nEXPOSE $port\n"
    (tmp_path / "Dockerfile").write_text(text, encoding="utf-8")

    assert bool(infracheck.scan([tmp_path], select=["port-range"]).findings) is found


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", 1), ("+1", 1), ("1e3", 1e3), ("1E3", 1e3), ("1E", 1e18), ("0.5Mi", 2.0**19), ("1k", 1e3), ("1Ki", 1024),
        ("-1Gi", -(2.0**30)), (".5", 0.5), ("5.", 5), ("+.5", 0.5), ("-.5Gi", -(2.0**29)), ("1m", 1e-3), ("1n", 1e-9),
        ("1u", 1e-6), ("1e-3", 1e-3), ("1E-3", 1e-3), ("1e-10", 1e-9), ("-1e-10", -1e-9), ("1e-400", 0),
        ('"1e-400"', 1e-9),
        ("00", 0), ("1P", 1e15), ("1Ei", 2.0**60), ('" 1Gi "', 2.0**30), ('"010"', 10),
        # a number without quotes is JSON's before it is a quantity
        ("010", 8), ("0x10", 16), ("1_000", 1000), ("0b11", 3), ("08", 8), ("1.e3", 1e3),
        # 128e6m, "1K", "1ki", "1MiB": a suffix is one of Kubernetes', and one
        ("1K", None), ("1ki", None), ("1mi", None), ("1MiB", None), ("1e3Mi", None), ("128e6m", None), ("1e", None),
        ('"1 Gi"', None), ('"0x10"', None), ('"1_000"', None), ("1.1.1", None), ("1e0.5", None), ("--1", None),
        ('""', None), ("²", None), ("٣", None), ("true", None), (".inf", None), ("!!int abc", None),
    ],
)  # fmt: skip
def test_an_amount_is_what_kubernetes_reads(text: str, amount: float | None) -> None:
    """k8s.io/apimachinery, `resource.Quantity.UnmarshalJSON` and `ParseQuantity`, of what sigs.k8s.io/yaml gives."""
    (document, *_) = read_documents(Source("a.yaml", f"memory: {text}\n"))
    assert isinstance(document, Document)

    memory = Amounts(document.root).memory

    assert (None if memory is None else memory.amount) == amount


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h30m", 5400), ("0", 0), ("+0", 0), ("-0", 0), ("0s", 0), ("-1h", -3600), ("+1h", 3600), ("1.5h", 5400),
        (".5h", 1800), ("5.h", 18000), ("1h1h", 7200), ("1us", 1e-6), ("1µs", 1e-6), ("1μs", 1e-6), ("-.5s", -0.5),
        ("2562047h", 2562047 * 3600), ("0" * 5000 + "1s", 1),
        ("1d", None), ("1w", None), ("1y", None), ("1M", None), ("1H", None), ("1", None), ("0.0", None), ("00", None),
        ("1h 30m", None), (" 1h", None), ("1h ", None), ("", None), (".s", None), ("1m1", None), ("1e3s", None),
        ("٣s", None), ("²h", None), ("999999999999h", None), ("2562048h", None), ("9" * 5000 + "s", None),
    ],
)  # fmt: skip
def test_a_duration_is_what_go_reads(text: str, seconds: float | None) -> None:
    """Go, `time.ParseDuration`, behind metav1.Duration; days are for those who say so, such as CloudNativePG."""
    duration = Duration.parse(text)

    assert (None if duration is None else duration.seconds) == seconds


@pytest.mark.parametrize(
    ("flag", "found"),
    [
        ("--profiling", True), ("--profiling=true", True), ("--profiling=T", True), ("--profiling=1", True),
        ("--profiling=TRUE", True), ("--profiling=false", False), ("--profiling=F", False), ("--profiling=0", False),
        ("--profiling=FALSE", False), ("--profiling=False", False),
        # pflag refuses these, and the program does not start
        ("--profiling=yes", False), ("--profiling=tRUE", False), ("--profiling=on", False),
    ],
)  # fmt: skip
def test_a_flag_is_on_as_pflag_reads_it(tmp_path: Path, flag: str, found: bool) -> None:
    """spf13/pflag, `boolValue.Set`: strconv.ParseBool."""
    (tmp_path / "pod.yaml").write_text(SCHEDULER.format(flag))

    assert bool(infracheck.scan([tmp_path], select=["scheduler-profiling"]).findings) is found


SCHEDULER = """\
apiVersion: v1
kind: Pod
metadata: {{name: scheduler, namespace: kube-system}}
spec:
  containers:
    - name: scheduler
      image: registry.k8s.io/kube-scheduler:v1.34.0
      command: [kube-scheduler, "{}"]
"""
