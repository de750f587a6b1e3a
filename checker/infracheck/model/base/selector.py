"""Label selectors, and what they select."""

from __future__ import annotations

from infracheck.model.base.field import parts, text, text_map, texts
from infracheck.model.base.view import View


class Requirement(View):
    """One entry of `matchExpressions`."""

    __slots__ = ()

    key = text("key")
    operator = text("operator")
    values = texts("values")

    def matches(self, labels: dict[str, str]) -> bool:
        """Whether labels meet it; an operator that does not exist is met by nothing."""
        key = self.key or ""
        if self.operator == "In":
            return labels.get(key) in self.values
        if self.operator == "NotIn":
            return labels.get(key) not in self.values
        if self.operator == "Exists":
            return key in labels
        return self.operator == "DoesNotExist" and key not in labels


class Selector(View):
    """A LabelSelector: `matchLabels` and `matchExpressions`."""

    __slots__ = ()

    match_labels = text_map("matchLabels")
    match_expressions = parts("matchExpressions", Requirement)

    def matches(self, labels: dict[str, str]) -> bool:
        """Whether labels meet every part; an empty selector is met by all."""
        wanted = self.match_labels
        return all(labels.get(key) == value for key, value in wanted.items()) and all(
            requirement.matches(labels) for requirement in self.match_expressions
        )


def selects(selector: dict[str, str], labels: dict[str, str]) -> bool:
    """Whether a plain map selector, as a Service has one, selects labels; an empty one selects nothing."""
    return bool(selector) and all(labels.get(key) == value for key, value in selector.items())
