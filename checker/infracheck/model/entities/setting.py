"""Settings: a name and a value in configuration, with its place."""

from __future__ import annotations

from infracheck.record import Record, made_often
from infracheck.source.text.span import Span


@made_often
class Setting(Record):
    """A key of a ConfigMap, or a value in a file that is one.

    `name` is the last part as it is written, `path` the whole dotted name; `file` is the key that holds the file, empty
    where the key itself is the setting; `profile` is the profile alone for which the file, or its part, holds;
    `document` counts the documents of a YAML file.
    """

    name: str
    value: str
    span: Span
    path: str = ""
    file: str = ""
    profile: str = ""
    document: int = 0

    def __repr__(self) -> str:
        # never the value: it may be a secret
        return f"Setting({self.name!r})"

    @property
    def is_example(self) -> bool:
        """Whether it stands in Knative's `_example`, a key that documents the settings beside it and sets none."""
        return self.file == "_example"

    @property
    def full_name(self) -> str:
        """The whole dotted name."""
        return self.path or self.name


def relaxed(name: str) -> str:
    """A name by which frameworks find it however it is spelt: `SPRING_DATASOURCE_URL` is `spring.datasource.url`.

    Spring Boot, "Relaxed Binding": dashes and case do not count, an environment variable's underscore is a dot. .NET:
    `:` is a level, in variables `__`.
    """
    plain = name.replace("-", "").replace("__", ".").replace("_", ".").replace(":", ".")
    return plain.replace("[", ".").replace("]", "").lower().strip(".")


def profile_of(file: str) -> str:
    """The profile that a file's name bears: `application-prod.yml`, `appsettings.Production.json`; else nothing."""
    stem = file.rpartition("/")[2].rpartition(".")[0]
    for start in ("application-", "bootstrap-", "appsettings."):
        if stem.startswith(start):
            return stem[len(start) :]
    return ""
