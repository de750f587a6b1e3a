"""How far a waiver reaches: one entry of one line, for the policies that it names; and how many are heard."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

import infracheck
from infracheck.engine.catalogue import Catalogue
from infracheck.engine.declarations.load import load_pack

SELECT = ("host-pid", "host-ipc", "privileged-container", "memory-limit", "host-port", "added-capability")
MARK = "# infracheck: ignore[{}] the node agent needs it"
FLOW = (
    "{apiVersion: v1, kind: Pod, metadata: {name: e}, spec: {hostPID: true, hostIPC: true, "
    "containers: [{name: e, image: nginx, securityContext: {privileged: true}}, {name: f, image: nginx}]}}"
)
BLOCK = """\
apiVersion: v1
kind: Pod
metadata:
  name: e
spec:
  hostPID: true
  hostIPC: true
  containers:
    - name: e
      image: nginx
      securityContext:
        privileged: true
    - name: f
      image: nginx
"""


def scanned(folder: Path, text: str, name: str = "pod.yaml") -> infracheck.Report:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return infracheck.scan([folder], select=SELECT)


def counted(report: infracheck.Report) -> list[str]:
    return sorted(each.policy_id for each in report.findings if not each.policy_id.startswith("waiver-"))


def complaints(report: infracheck.Report) -> list[str]:
    return sorted(each.policy_id for each in report.findings if each.policy_id.startswith("waiver-"))


def waived(report: infracheck.Report) -> list[tuple[str, str]]:
    """What is waived, each with the text that it stands at."""
    text = {each.path: Path(each.path).read_bytes().decode() for each in report.waived}
    return [(each.policy_id, text[each.path][each.span.start : each.span.end]) for each in report.waived]


EVERYTHING = ["host-ipc", "host-pid", "memory-limit", "memory-limit", "privileged-container"]


@pytest.mark.parametrize("selectors", ["all", "recommended", "all, host-pid", "host-pid,recommended"])
@pytest.mark.parametrize("place", ["{mark}\n{flow}\n", "{flow} {mark}\n", "--- \n\n{mark}\n\n{flow}\n"])
def test_no_waiver_is_for_every_policy(tmp_path: Path, selectors: str, place: str) -> None:
    report = scanned(tmp_path, place.format(mark=MARK.format(selectors), flow=FLOW))

    assert (counted(report), waived(report), complaints(report)) == (EVERYTHING, [], ["waiver-policy"])


@pytest.mark.parametrize(
    "selectors",
    [
        "host-pid, host-ipc", "host-pid, host-ipc, privileged-container, memory-limit", "memory-limit",
        "privileged-container,memory-limit",
        "category:pod-security", "pss", "checkov:CKV_K8S_17, checkov:CKV_K8S_18", "memory-limit, host-pid",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["{mark}\n{flow}\n", "{flow} {mark}\n", "{mark}\r{flow}\r", "{mark}\x85{flow}"])
def test_what_stands_at_several_entries_of_a_line_is_not_waived(tmp_path: Path, selectors: str, place: str) -> None:
    report = scanned(tmp_path, place.format(mark=MARK.format(selectors), flow=FLOW))

    assert (counted(report), waived(report), complaints(report)) == (EVERYTHING, [], ["waiver-unused"])
    (complaint,) = [each for each in report.findings if each.policy_id == "waiver-unused"]
    assert complaint.message == "ambiguous waiver without effect: several entries of its line have matching findings"


@pytest.mark.parametrize("selector", ["host-pid", "host-ipc", "privileged-container"])
@pytest.mark.parametrize("place", ["{mark}\n{flow}\n", "{flow} {mark}\n", "{mark}\r{flow}\r"])
def test_one_entry_among_many_can_be_waived_by_its_name(tmp_path: Path, selector: str, place: str) -> None:
    report = scanned(tmp_path, place.format(mark=MARK.format(selector), flow=FLOW))

    assert [each for each, _ in waived(report)] == [selector]
    assert len(counted(report)) == len(EVERYTHING) - 1


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize(
    ("line", "mark", "reached"),
    [
        ("  hostPID: true", "host-pid, host-ipc, privileged-container, memory-limit", ("host-pid", "hostPID: true")),
        ("    - name: e", "host-pid, host-ipc, privileged-container, memory-limit", ("memory-limit", "name: e")),
        (
            "        privileged: true",
            "host-pid, privileged-container, memory-limit",
            ("privileged-container", "privileged: true"),
        ),
    ],
)
def test_whatever_ends_a_line_a_waiver_reaches_its_own_line_alone(
    tmp_path: Path, newline: str, line: str, mark: str, reached: tuple[str, str]
) -> None:
    comment = MARK.format(mark)
    above = BLOCK.replace(line, f"{comment}\n{line}")
    behind = BLOCK.replace(line, f"{line} {comment}")

    for text in (above, behind):
        report = scanned(tmp_path, text.replace("\n", newline))

        assert waived(report) == [reached]
        assert (len(counted(report)), complaints(report)) == (len(EVERYTHING) - 1, [])


@pytest.mark.parametrize(
    ("lines", "selectors", "reached"),
    [
        # the value of one key may be several items, in any order
        ("securityContext: {capabilities: {add: [SYS_ADMIN, NET_ADMIN]}}", "added-capability", 1),
        ("ports: [{containerPort: 80, hostPort: 80}]", "host-port", 1),
        ("ports: [{hostPort: 80, containerPort: 80}]", "host-port", 1),
        ("ports: [{hostPort: 80, name: a}, {hostPort: 81, name: b}]", "host-port", 0),
        ("ports: [{hostPort: 80}]", "host-port, memory-limit, privileged-container", 1),
        ("securityContext: {privileged: true, capabilities: {add: [ALL]}}", "privileged-container", 1),
        (
            "securityContext: {privileged: true, capabilities: {add: [ALL]}}",
            "privileged-container, added-capability",
            0,
        ),
    ],
)
def test_in_flow_style_the_entry_counts_not_the_line(tmp_path: Path, lines: str, selectors: str, reached: int) -> None:
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: e}}\nspec:\n  containers:\n    - name: e\n      {lines}"

    report = scanned(tmp_path, f"{pod} {MARK.format(selectors)}\n")

    assert bool(waived(report)) is bool(reached)
    assert complaints(report) == ([] if reached else ["waiver-unused"])


def test_two_waivers_reach_two_entries_of_one_line(tmp_path: Path) -> None:
    report = scanned(tmp_path, f"{MARK.format('host-pid')}\n{FLOW} {MARK.format('host-ipc')}\n")

    assert [each for each, _ in waived(report)] == ["host-pid", "host-ipc"]
    assert complaints(report) == []


def test_an_alias_is_an_entry_where_it_stands(tmp_path: Path) -> None:
    text = BLOCK.replace("securityContext:\n        privileged: true", "securityContext: &s {privileged: true}")
    mark = MARK.format("privileged-container, memory-limit")

    report = scanned(tmp_path, text.replace("name: f\n", f"name: f {mark}\n      securityContext: *s\n"))

    assert waived(report) == [("memory-limit", "name: f")]
    assert complaints(report) == []


def test_in_a_dockerfile_an_instruction_is_one_entry(tmp_path: Path) -> None:
    text = "FROM debian:13\n# infracheck: ignore[sudo-command, cd-command] it asks\nRUN cd a && sudo x && sudo y\n"
    (tmp_path / "Dockerfile").write_text(text)

    report = infracheck.scan([tmp_path], select=["sudo-command"])

    assert (counted(report), {each.line for each in report.waived}) == ([], {3})


def test_beyond_a_thousand_waivers_of_a_file_none_holds(tmp_path: Path) -> None:
    above, behind = MARK.format("cpu-limit"), MARK.format("memory-limit")
    entries = "".join(f"    {above}\n    - name: c{nth} {behind}\n      image: nginx\n" for nth in range(600))
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: e}}\nspec:\n  containers:\n{entries}"
    (tmp_path / "pod.yaml").write_text(pod)

    report = infracheck.scan([tmp_path], select=["cpu-limit", "memory-limit"])

    assert len(report.waived) == 1_000
    assert sorted(counted(report)) == [*["cpu-limit"] * 100, "input-limit", *["memory-limit"] * 100]
    (limit,) = [each for each in report.findings if each.policy_id == "input-limit"]
    assert (limit.line, limit.column) == (5 + 3 * 500 + 1, 5)
    assert limit.message == "more than 1,000 waivers in one file: this one and those after it have no effect"


@pytest.mark.parametrize(
    "mark",
    [
        "# infracheck: ignore[memory-limit] x", "# infracheck: ignore[no-such-{}] x", "# infracheck: ignore[] x",
        "# infracheck: ignore[{},checkov:{}] x", "# infracheck: ignore[memory-limit]",
        "x: '# infracheck: ignore[a] {}'",
    ],
)  # fmt: skip
def test_many_waivers_take_no_longer_than_their_file(tmp_path: Path, mark: str) -> None:
    # a millisecond each, or a search for a near name each, would make this minutes
    text = BLOCK + "".join(f"{mark.replace('{}', str(nth))}\n" for nth in range(30_000))

    report = scanned(tmp_path, text)

    # of one, the waivers are too many, of another, the repeated keys
    is_too_much = mark.endswith("[memory-limit] x") or mark.startswith("x:")
    assert counted(report).count("input-limit") == int(is_too_much)
    assert "memory-limit" in counted(report)


def test_what_waivers_mean_is_looked_up_once_for_all_files(tmp_path: Path) -> None:
    # going through all policies for each file, or a search for a near name in each, would make this a minute
    for nth in range(400):
        (tmp_path / f"{nth}.yaml").write_text(f"{FLOW} {MARK.format(f'no-such-{nth}')}\n")

    started = process_time()
    report = infracheck.scan([tmp_path], select=["host-pid"])

    assert process_time() - started < 6
    assert complaints(report) == ["waiver-policy"] * 400
    assert len({each.remedy for each in report.findings if each.policy_id == "waiver-policy"}) > 1


def test_a_waiver_of_many_names_waives_nothing(tmp_path: Path) -> None:
    names = ",".join(["memory-limit", *(f"no-such-{nth}" for nth in range(100_000))])

    report = scanned(tmp_path, BLOCK.replace("name: e\n      image", f"name: e {MARK.format(names)}\n      image"))

    assert (counted(report), complaints(report)) == (EVERYTHING, ["waiver-policy"])


def test_an_input_id_that_nothing_bears_is_no_policy(tmp_path: Path) -> None:
    report = scanned(tmp_path, BLOCK.replace("true\n  hostIPC", f"true {MARK.format('input-all')}\n  hostIPC"))

    assert (counted(report), complaints(report)) == (EVERYTHING, ["waiver-policy"])


def test_a_selector_means_the_same_in_a_waiver_as_elsewhere() -> None:
    catalogue = Catalogue(load_pack())
    by_selector = catalogue.ids_by_selector()

    assert {"all", "recommended", "pss", "pss:restricted", "nist-800-53", "nist-800-53:AC-6"} <= by_selector.keys()
    some = [*sorted(by_selector)[::25], "nist-800-53:AC-6", "pss", "all"]
    assert {each: by_selector[each] for each in some} == {
        each: {policy.id for policy in catalogue.matching(each)} for each in some
    }
