"""Pull requests against one base branch, each with the verdict that its author expects."""

from __future__ import annotations

import textwrap

import pytest
from tests.gate.conftest import JOBS, WEB, WORDS, Project

GATE = ("--config", "ci/gate.yaml")
# nginx has no memory limit, proxy's image has no tag, and the image runs as root
OLD = 3


def test_on_the_base_everything_counts(project: Project) -> None:
    done = project.run("scan", *GATE, "--quiet")

    assert done.returncode == 1
    assert [line.split()[2] for line in done.stdout.splitlines()] == ["dockerfile-user", "memory-limit", "image-tag"]


def test_a_clean_change_passes(project: Project) -> None:
    project.put("k8s/config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\n")
    project.commit()

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.new, verdict.counts) == (0, [], (0, 0, OLD))


def test_a_new_fault_fails(project: Project) -> None:
    project.edit(
        "k8s/web.yaml",
        "            - containerPort: 8080\n",
        "            - containerPort: 8080\n          securityContext: {privileged: true}\n",
    )
    project.commit()

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.counts) == (1, (1, 0, OLD))
    assert verdict.new == [("privileged-container", "k8s/web.yaml", 18)]


@pytest.mark.parametrize("is_committed", [True, False])
def test_a_fault_that_is_mended_is_told(project: Project, is_committed: bool) -> None:
    project.edit("k8s/web.yaml", "web:1.4\n", "web:1.4\n          resources: {limits: {memory: 64Mi}}\n")
    if is_committed:
        project.commit()

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.counts) == (0, (0, 1, OLD - 1))


def moved(project: Project) -> None:
    project.edit("k8s/web.yaml", "apiVersion: apps/v1\n", "# one\n# two\n\napiVersion: apps/v1\n")


def reindented(project: Project) -> None:
    head, containers = WEB.replace("proxy:2.0", "proxy").split("      containers:\n")
    project.put("k8s/web.yaml", head + "      containers:\n" + textwrap.indent(textwrap.dedent(containers), " " * 6))


def in_a_renamed_file(project: Project) -> None:
    project.move("k8s/web.yaml", "k8s/front/site.yaml")
    project.edit("k8s/front/site.yaml", "namespace: shop\n", "namespace: shop\n  labels: {team: front}\n")
    project.move("image/Dockerfile", "images/web/Dockerfile")
    project.edit("images/web/Dockerfile", "RUN make", "RUN make all")


def in_a_renamed_object(project: Project) -> None:
    project.edit("k8s/web.yaml", "web", "site")


def in_an_object_of_another_namespace(project: Project) -> None:
    project.edit("k8s/web.yaml", "namespace: shop", "namespace: store")


def in_a_renamed_container(project: Project) -> None:
    project.edit("k8s/web.yaml", "name: nginx", "name: server")


def in_an_object_moved_to_another_file(project: Project) -> None:
    text = (project.folder / "k8s/web.yaml").read_text()
    project.put("k8s/jobs.yaml", f"{JOBS}---\n{text}")
    (project.folder / "k8s/web.yaml").unlink()


def in_the_other_order(project: Project) -> None:
    head, containers = (project.folder / "k8s/web.yaml").read_text().split("      containers:\n")
    first, second = containers.split("        - name: proxy\n")
    project.put("k8s/web.yaml", f"{head}      containers:\n        - name: proxy\n{second}{first}")


@pytest.mark.parametrize(
    "change",
    [
        moved, reindented, in_a_renamed_file, in_a_renamed_object, in_an_object_of_another_namespace,
        in_a_renamed_container, in_an_object_moved_to_another_file, in_the_other_order,
    ],
)  # fmt: skip
def test_an_old_fault_that_moved_is_not_new(project: Project, change: object) -> None:
    assert callable(change)
    change(project)
    project.commit()

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.new, verdict.counts) == (0, [], (0, 0, OLD))


def copied_to_a_file(project: Project) -> None:
    text = (project.folder / "k8s/web.yaml").read_text()
    project.put("k8s/copy.yaml", text)


def copied_as_another_object(project: Project) -> None:
    text = (project.folder / "k8s/web.yaml").read_text()
    project.put("k8s/web.yaml", f"{text}---\n{text.replace('web', 'site')}")


def copied_above_as_it_is(project: Project) -> None:
    text = (project.folder / "k8s/web.yaml").read_text()
    project.put("k8s/web.yaml", f"{text}---\n{text}")


def copied_and_mended_at_home(project: Project) -> None:
    copied_to_a_file(project)
    project.edit("k8s/copy.yaml", "name: web", "name: site")
    project.edit("k8s/web.yaml", "web:1.4\n", "web:1.4\n          resources: {limits: {memory: 64Mi}}\n")
    project.edit("k8s/web.yaml", "proxy\n          res", "proxy:2.0\n          res")


@pytest.mark.parametrize(
    ("change", "fixed"),
    [
        (copied_to_a_file, 0), (copied_as_another_object, 0), (copied_above_as_it_is, 0),
        (copied_and_mended_at_home, 2),
    ],
)  # fmt: skip
def test_a_copy_of_an_old_fault_is_new(project: Project, change: object, fixed: int) -> None:
    assert callable(change)
    change(project)
    project.commit()

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.counts) == (1, (2, fixed, OLD - fixed))
    assert [each[0] for each in verdict.new] == ["memory-limit", "image-tag"]


def test_a_fault_of_another_container_is_no_old_one(project: Project) -> None:
    project.edit("k8s/web.yaml", "web:1.4\n", "web:1.4\n          resources: {limits: {memory: 64Mi}}\n")
    project.edit("k8s/web.yaml", "          resources:\n            limits: {memory: 64Mi}\n", "")
    project.commit()

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.counts) == (1, (1, 1, OLD - 1))
    assert verdict.new == [("memory-limit", "k8s/web.yaml", 19)]


def test_a_fault_that_a_change_causes_in_another_file_is_new(project: Project) -> None:
    project.edit(
        "k8s/jobs.yaml",
        "    - type: Container\n      default: {memory: 128Mi}\n",
        "    - type: Pod\n      max: {memory: 2Gi}\n",
    )
    project.commit()

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.new) == (1, [("memory-limit", "k8s/jobs.yaml", 9)])


WAIVED = """\
        - name: BIG # infracheck: ignore[memory-limit, no-shouting] it is a cache
          image: registry.example.com/big:1.0
"""


def test_a_waiver_in_the_same_change_holds_and_is_listed(project: Project) -> None:
    project.edit("k8s/web.yaml", "        - name: proxy\n", WAIVED + "        - name: proxy\n")
    project.commit()

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.counts) == (0, (0, 0, OLD))
    assert verdict.report["summary"]["gate"]["new_waivers"] == [
        {"policy": policy, "path": "k8s/web.yaml", "line": 18, "reason": "it is a cache"}
        for policy in ("memory-limit", "no-shouting")
    ]
    assert "k8s/web.yaml:18: memory-limit, it is a cache" in project.run("scan", "--base", "main", *GATE).stdout
    assert "New waiver" in project.run("scan", "--base", "main", *GATE, "-f", "github").stdout
    assert "New waiver of memory-limit" in project.run("scan", "--base", "main", *GATE, "-f", "sarif").stdout


def test_a_waiver_counts_once_it_is_merged_where_the_base_says_so(project: Project) -> None:
    project.git("checkout", "--quiet", "main")
    project.put("ci/gate.yaml", (project.folder / "ci/gate.yaml").read_text() + "waivers: {from: base}\n")
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    project.edit("k8s/web.yaml", "        - name: proxy\n", WAIVED + "        - name: proxy\n")
    project.commit()

    before = project.gate(*GATE)
    project.git("checkout", "--quiet", "-B", "main")
    project.git("checkout", "--quiet", "-B", "next")
    project.put("note.txt", "x")
    project.commit()
    after = project.gate(*GATE)

    assert (before.status, before.counts) == (1, (2, 0, OLD))
    assert (after.status, after.counts, after.report["summary"]["waived"]) == (0, (0, 0, OLD), 2)


def test_a_weaker_config_in_the_same_change_does_not_count(project: Project) -> None:
    project.edit("ci/gate.yaml", "memory-limit, ", "")
    project.put("k8s/.infracheckignore", "*.yaml\n")
    project.put(".infracheckignore", "k8s/\n")
    project.edit("k8s/web.yaml", "          resources:\n            limits: {memory: 64Mi}\n", "")
    project.commit()

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.new) == (1, [("memory-limit", "k8s/web.yaml", 18)])


def test_policies_replaced_in_the_same_change_do_not_count(project: Project) -> None:
    project.put("ci/policies/_words.py", "def is_loud(name: str) -> bool:\n    return False\n")
    project.put("ci/policies/shouting.py", "raise SystemExit(0)\n")
    project.edit("k8s/web.yaml", "name: nginx", "name: NGINX")
    project.commit()

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.new) == (1, [("no-shouting", "k8s/web.yaml", 14)])
    assert not list((project.folder / "ci/policies").glob("__pycache__"))


TRIES = """\
try:
    from ._more import is_loud
except ImportError:
    def is_loud(name: str) -> bool:
        return name.isupper()
"""
LATE = "def is_loud(name: str) -> bool:\n    from ._more import is_loud\n\n    return is_loud(name)\n"
QUIET = "def is_loud(name: str) -> bool:\n    return False\n"


@pytest.mark.parametrize("more", ["_more.py", "_more/__init__.py"])
def test_a_module_that_the_base_lacks_is_not_taken_from_the_change(more: str, project: Project) -> None:
    project.git("checkout", "--quiet", "main")
    project.put("ci/policies/_words.py", TRIES)
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    project.put(f"ci/policies/{more}", QUIET)
    project.edit("k8s/web.yaml", "name: nginx", "name: NGINX")

    verdict = project.gate(*GATE)

    assert (verdict.status, verdict.new) == (1, [("no-shouting", "k8s/web.yaml", 14)])


def test_a_module_that_is_imported_late_is_a_fault_and_never_the_change_s(project: Project) -> None:
    project.git("checkout", "--quiet", "main")
    project.put("ci/policies/_words.py", LATE)
    project.put("ci/policies/_more.py", WORDS)
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    project.put("ci/policies/_more.py", QUIET)
    project.edit("k8s/web.yaml", "name: nginx", "name: NGINX")

    verdict = project.gate(*GATE)

    assert verdict.status == 3
    assert {each["error"] for each in verdict.report["faults"]} == {"ModuleNotFoundError (ci/policies/shouting.py:14)"}


def test_a_baseline_enlarged_in_the_same_change_does_not_count(project: Project) -> None:
    project.git("checkout", "--quiet", "main")
    project.run("baseline", *GATE, "-o", "ci/known.json")
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    project.edit("k8s/web.yaml", "          resources:\n            limits: {memory: 64Mi}\n", "")
    project.run("baseline", *GATE, "-o", "ci/known.json")
    project.commit()

    verdict = project.gate(*GATE, "--baseline", "ci/known.json")

    assert (verdict.status, verdict.new) == (1, [("memory-limit", "k8s/web.yaml", 18)])
    assert verdict.counts == (1, 0, OLD)


def test_a_fork_with_a_shallow_clone_says_what_to_fetch(project: Project) -> None:
    project.edit("k8s/web.yaml", "          resources:\n            limits: {memory: 64Mi}\n", "")
    project.commit()
    project.git("checkout", "--quiet", "main")
    project.put("note.txt", "x")
    project.commit()
    fork = Project(project.folder.parent / "fork")
    origin = project.folder.as_uri()
    project.git("clone", "--quiet", "--depth=1", "--branch=change", "--no-single-branch", origin, str(fork.folder))

    unknown, apart = fork.gate(*GATE), fork.gate(*GATE, base="origin/main")
    exact = fork.gate(*GATE, "--base-exact", base="origin/main")
    fork.git("fetch", "--quiet", "--unshallow")
    whole = fork.gate(*GATE, base="origin/main")

    assert (unknown.status, unknown.err) == (
        2, "infracheck: --base: unknown revision 'main'. Did you mean origin/main?\n",
    )  # fmt: skip
    assert (apart.status, "git fetch --unshallow" in apart.err) == (2, True)
    assert [(each.status, each.new) for each in (exact, whole)] == [(1, [("memory-limit", "k8s/web.yaml", 18)])] * 2
