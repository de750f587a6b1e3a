"""Selectors: which policies they mean."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.declarations.load import load_pack
from infracheck.errors import PolicyError, UnknownPolicyError

CATALOGUE = Catalogue(load_pack())


def ids(*select: str, ignore: tuple[str, ...] = ()) -> set[str]:
    return {each.id for each in CATALOGUE.select(select, ignore)}


def test_nothing_selected_is_the_recommended_set() -> None:
    assert ids() == ids("recommended") == {each.id for each in CATALOGUE.policies.values() if each.recommended}


def test_all_is_everything() -> None:
    assert ids("all") == set(CATALOGUE.policies)


def test_an_id_means_its_policy() -> None:
    assert ids("memory-limit") == {"memory-limit"}


@pytest.mark.parametrize(
    ("selector", "policy"),
    [
        ("checkov:CKV_K8S_13", "memory-limit"),
        ("kube-linter:unset-memory-requirements", "memory-limit"),
        ("hadolint:DL3007", "latest-base-image"),
        ("category:resources", "memory-limit"),
        ("pss:restricted", "run-as-non-root"),
        ("nist-800-53-r5:SC-6", "memory-limit"),
        ("nist-800-53-r5", "memory-limit"),
        ("nist-800-53", "memory-limit"),
    ],
)
def test_a_peers_id_a_category_and_a_control_mean_policies(selector: str, policy: str) -> None:
    assert policy in ids(selector)


def test_the_recommended_set_draws_no_other_policies() -> None:
    drawn: list[str] = []

    def every() -> Iterator[Policy]:
        for each in CATALOGUE.policies.values():
            drawn.append(each.id)
            yield each

    recommended = CATALOGUE.select((), ())
    lazy = Catalogue(every(), recommended)

    assert lazy.select((), ()) == lazy.select(("recommended",), ()) == recommended
    assert drawn == []
    assert lazy.select((), ("memory-limit",)) == CATALOGUE.select((), ("memory-limit",))
    assert lazy.select(("recommended", "cpu-limit"), ()) == CATALOGUE.select(("recommended", "cpu-limit"), ())
    assert drawn == list(CATALOGUE.policies)


def test_ignore_has_the_last_word() -> None:
    assert ids("memory-limit", "cpu-limit", ignore=("category:resources",)) == set()


def test_policies_keep_their_order_however_they_are_selected() -> None:
    forward = [each.id for each in CATALOGUE.select(("memory-limit", "latest-tag"), ())]
    backward = [each.id for each in CATALOGUE.select(("latest-tag", "memory-limit"), ())]

    assert forward == backward


@pytest.mark.parametrize(
    ("selector", "near"),
    [("memory-limt", "memory-limit"), ("category:resource", "category:resources"), ("pss:restrict", "pss:restricted")],
)
def test_what_means_nothing_names_what_is_near(selector: str, near: str) -> None:
    with pytest.raises(UnknownPolicyError) as raised:
        CATALOGUE.matching(selector)

    assert raised.value.what == f"unknown policy or selector {selector!r}."
    assert near in raised.value.remedy


@pytest.mark.parametrize("selector", ["", "Memory-Limit", "checkov", "pss:", "category:"])
def test_a_part_of_a_selector_means_nothing(selector: str) -> None:
    with pytest.raises(UnknownPolicyError):
        CATALOGUE.matching(selector)


def test_an_id_is_declared_once() -> None:
    policy = CATALOGUE.policies["memory-limit"]

    with pytest.raises(PolicyError, match=r"policy id memory-limit is already used at .*"):
        Catalogue([policy, policy])


@pytest.mark.parametrize("policy", CATALOGUE.policies.values(), ids=lambda each: each.id)
def test_a_built_in_policy_keeps_the_house_style(policy: object) -> None:
    title, rationale = getattr(policy, "title", ""), getattr(policy, "rationale", "")

    assert title.endswith("."), "a title ends in a full stop"
    assert ". " not in title, "a title is one sentence"
    assert len(title) <= 100
    assert rationale, "say why"


def test_aliases_stand_once_in_a_policy() -> None:
    twice = [each.id for each in CATALOGUE.policies.values() if len(set(each.aliases)) < len(each.aliases)]

    assert twice == []


def test_a_control_is_meant_in_every_revision_that_is_mapped() -> None:
    assert ids("nist-800-53:AC-6") == ids("nist-800-53-r5:AC-6")
    assert "privileged-container" in ids("nist-800-53:AC-6")


@pytest.mark.parametrize(
    "name", ["memory-limit", "Memory-Limit", "checkov:CKV_K8S_13", "CKV_K8S_13", "ckv_k8s_13", "Checkov:ckv_k8s_13"]
)
def test_a_reader_may_leave_out_the_tool_and_the_case(name: str) -> None:
    assert [each.id for each in CATALOGUE.named(name)] == ["memory-limit"]


@pytest.mark.parametrize("name", ["CKV_K8S_13", "ckv_k8s_13", "Memory-Limit"])
def test_a_selector_names_the_tool(name: str) -> None:
    with pytest.raises(UnknownPolicyError):
        CATALOGUE.matching(name)


def test_an_id_of_several_tools_that_means_the_same_is_clear() -> None:
    first, *_ = CATALOGUE.policies.values()
    both = first._replace(id="both", own_aliases=("kube-linter:same-id", "kubescape:same-id"))

    assert Catalogue([first, both]).named("same-id") == [both]


def test_an_id_of_one_tool_means_every_policy_that_bears_it() -> None:
    first, *_ = CATALOGUE.policies.values()
    one, two = (first._replace(id=each, own_aliases=("checkov:CKV_X_1",)) for each in ("one", "two"))

    assert Catalogue([one, two]).named("CKV_X_1") == [one, two]


def test_an_id_of_several_tools_that_means_different_policies_is_refused() -> None:
    first, *_ = CATALOGUE.policies.values()
    one = first._replace(id="one", own_aliases=("kube-linter:same-id",))
    two = first._replace(id="two", own_aliases=("kubescape:Same-ID", "kubescape:other"))

    with pytest.raises(UnknownPolicyError) as raised:
        Catalogue([one, two]).named("same-id")

    assert str(raised.value) == "'same-id' is ambiguous. Write kube-linter:same-id or kubescape:Same-ID."


def test_an_id_of_our_own_goes_before_a_peers() -> None:
    first, *_ = CATALOGUE.policies.values()
    ours = first._replace(id="host-port", own_aliases=())
    theirs = first._replace(id="two", own_aliases=("kubescape:host-port",))

    assert Catalogue([ours, theirs]).named("host-port") == [ours]


@pytest.mark.parametrize("name", ["", ":", "checkov", "checkov:", "CKV_K8S_", "CKV_K8S_13 ", "KV_K8S_13"])
def test_a_part_of_a_peers_id_means_nothing(name: str) -> None:
    with pytest.raises(UnknownPolicyError, match="unknown policy or selector"):
        CATALOGUE.named(name)


def test_what_the_engine_reports_is_near_too() -> None:
    with pytest.raises(UnknownPolicyError) as raised:
        CATALOGUE.named("input-shema")

    assert raised.value.remedy.startswith("Did you mean input-schema")
