"""What a config says of charts, and what is said where it is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infracheck.engine.config import Config, read_config
from infracheck.engine.config.helm import ConfiguredChart
from infracheck.errors import ConfigError


@pytest.fixture(autouse=True)
def in_a_repository_with_a_chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "repository"
    for name in ("charts/app/Chart.yaml", "charts/app/prod.yaml", "ci/values.yaml", ".git/HEAD"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("ref: refs/heads/main\n", encoding="utf-8")
    for name in ("objects", "refs"):
        (root / ".git" / name).mkdir()
    (tmp_path / "outside.yaml").write_text("password: x\n", encoding="utf-8")
    monkeypatch.chdir(root)


def config(text: str, path: str = "ci/config.yaml") -> Config:
    Path(path).write_text(text, encoding="utf-8")
    return read_config(path)


def test_paths_are_relative_to_the_config() -> None:
    read = config(
        "helm:\n- chart: ../charts/app\n"
        "- {chart: ../charts/app, values: ../charts/app/prod.yaml, release: prod, namespace: shop}\n"
        "- {chart: ../charts/app, values: [values.yaml, ../charts/app/prod.yaml]}\n"
    )
    chart, prod, own = (
        os.path.join(*each) for each in (("charts", "app"), ("charts", "app", "prod.yaml"), ("ci", "values.yaml"))
    )

    assert read.charts == (
        ConfiguredChart(chart),
        ConfiguredChart(chart, (prod,), "prod", "shop"),
        ConfiguredChart(chart, (own, prod)),
    )


def test_rendering_is_on_unless_the_config_says_no() -> None:
    assert config("select: [all]\n").render is True
    assert config("render: false\n").render is False


def test_in_toml_they_are_tables() -> None:
    read = config('[[tool.infracheck.helm]]\nchart = "charts/app"\nvalues = "ci/values.yaml"\n', "pyproject.toml")

    assert read.charts == (ConfiguredChart(os.path.join("charts", "app"), (os.path.join("ci", "values.yaml"),)),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("helm: [{chart: app}]", "1:16: app is not a Helm chart"),
        ("helm:\n- chart: ../ci\n", "2:10: ../ci is not a Helm chart"),
        ("helm: [{chart: ../charts/app, values: [values.yaml, none.yaml]}]",
         "1:53: the values file none.yaml does not exist"),
        ("helm: [{chart: ../charts/app, values: ..}]", "1:39: the values file .. does not exist"),
        ("helm: [{chart: ../charts/app, values: ../../outside.yaml}]",
         "1:39: ../../outside.yaml leads out of the repository of the config"),
        ("helm: [{chart: /}]", "1:16: / leads out of the repository of the config"),
        ("helm: [{values: x}]", "1:9: must have chart"),
        ("helm: [{chart: ../charts/app, value: x}]", "1:31: unknown setting"),
        ("helm: [{chart: ../charts/app, release: 'A b'}]", "1:31: has an invalid format"),
        ("helm: [{chart: ../charts/app, values: 3}]", "1:31: has an invalid format"),
        ("helm: {chart: x}", "1:1: must be a list"),
        ("render: sometimes", "1:1: must be boolean"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        config(text)

    assert f"{raised.value.where}: {raised.value.what}" == f"ci/config.yaml:{said}"
    assert raised.value.remedy


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_a_link_that_leads_out_is_refused() -> None:
    Path("ci/linked.yaml").symlink_to("../../outside.yaml")

    with pytest.raises(ConfigError, match="leads out of the repository"):
        config("helm: [{chart: ../charts/app, values: linked.yaml}]")
