"""Durations, as `time.ParseDuration` of Go reads them."""

from __future__ import annotations

import pytest

from infracheck.model.base.duration import Duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0), ("1s", 1), ("1m", 60), ("1h", 3600), ("1ms", 1e-3), ("1us", 1e-6), ("1µs", 1e-6), ("1μs", 1e-6),
        ("1ns", 1e-9), ("1h30m", 5400), ("2h45m30.5s", 9930.5), ("1.5h", 5400), (".5s", 0.5), ("1.s", 1),
        ("-1h", -3600),
        ("+1h", 3600), ("-0", 0), ("2160h", 7_776_000), ("9223372036s", 9_223_372_036),
    ],
)  # fmt: skip
def test_a_duration_has_seconds(text: str, seconds: float) -> None:
    found = Duration.parse(text)

    assert found is not None
    assert found.seconds == pytest.approx(seconds)
    assert found.days == pytest.approx(seconds / 86_400)
    assert str(found) == text


@pytest.mark.parametrize(
    "text",
    ["", "1", "1d", "h", "1 h", "--1h", "1h ", "1H", ".s", "1e3s", "9223372036.854775808s", "9223372037s", "2562048h"],
)
def test_what_is_no_duration(text: str) -> None:
    assert Duration.parse(text) is None
