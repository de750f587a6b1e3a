"""Violations of PodSecurityPolicies that admit too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from infracheck import PodSecurityPolicy, Violation


def admitting(
    security: PodSecurityPolicy, admits: Callable[[PodSecurityPolicy], bool], what: str, at: Any
) -> Iterator[Violation]:
    """A violation if a policy admits something that no other one of the scan denies.

    Workloads of the system need what others must not have, so that the benchmark asks for one policy that denies it.
    """
    if admits(security) and not security.is_denied_elsewhere(admits):
        yield security.violation(f"PodSecurityPolicy {security.name} {what}", at=at)
