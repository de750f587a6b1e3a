"""Programs that take their settings from a command line or from a configuration file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from infracheck.model.base.duration import Duration
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.facts.config_files.text import Text
from infracheck.model.facts.config_files.tree import settings_in_node, settings_in_tree
from infracheck.model.facts.runtime.programs import SWITCH, Flag, Program, containers_running
from infracheck.source.text.numerals import flag_integer
from infracheck.source.yaml.tree import TRUE, plain_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infracheck.model.entities.setting import Setting
    from infracheck.model.graph.model import Model
    from infracheck.source.text.span import Span

P = TypeVar("P", bound="ConfiguredProgram")


class ConfiguredProgram(Program):
    """A program as a container's command line or a configuration file sets it up.

    A file is an object of its own, or a key of a ConfigMap. Its fields go by the names of the flags that set the same.
    """

    __slots__ = ()
    file_kind: ClassVar[str]
    fields: ClassVar[dict[str, str]]
    """The flags by the fields of a file that set the same."""
    flag_defaults: ClassVar[dict[str, str]] = {}
    file_defaults: ClassVar[dict[str, str]] = {}
    """What holds where a flag is not given, and where a field is not written: not always the same."""
    is_file_first: ClassVar[bool] = False
    """Whether the flags beside a file do not count."""

    @classmethod
    def in_model(cls: type[P], model: Model) -> list[P]:
        """Every command line of the model that runs this program, and every configuration file of it."""
        run = [cls(*each) for each in containers_running(model, cls.program)]
        return [*run, *model.gather(model.all(KubernetesObject), cls._in_object)]

    @classmethod
    def _in_object(cls: type[P], each: KubernetesObject) -> Iterator[P]:
        if each.kind == cls.file_kind and each.node is not None:
            yield cls._of_file(each, each.span, settings_in_node(each.node, each.document.source))
        elif isinstance(each, ConfigMap):
            for key, text in each.data.items():
                if cls.file_kind in text:
                    yield from cls._in_key(each, key)

    @classmethod
    def _in_key(cls: type[P], config_map: ConfigMap, key: str) -> Iterator[P]:
        scalar = config_map.scalar(key)
        if scalar is None:
            return
        documents: dict[int, list[Setting]] = {}
        text = Text.of(scalar, config_map.place_of_key(key))
        for each in settings_in_tree(key, text, "", is_json=True) or ():
            documents.setdefault(each.document, []).append(each)
        for settings in documents.values():
            kind = next((each for each in settings if each.full_name == "kind"), None)
            if kind is not None and kind.value == cls.file_kind:
                yield cls._of_file(config_map, kind.span, settings)

    @classmethod
    def _of_file(cls: type[P], holder: KubernetesObject, span: Span, settings: Iterable[Setting]) -> P:
        return cls(holder, span, tuple(cls._flags(settings)))

    @classmethod
    def _flags(cls, settings: Iterable[Setting]) -> Iterator[Flag]:
        for each in settings:
            path, _, last = each.full_name.rpartition(".")
            if path == "featureGates":
                yield Flag("feature-gates", f"{last}={_plain(each.value)}", each.span)
                continue
            # an item of a list stands under its number
            name = cls.fields.get(path if last.isdecimal() else each.full_name)
            if name is not None:
                yield Flag(name, _plain(each.value), each.span, is_emptied=not each.value)

    @property
    def is_file(self) -> bool:
        """Whether a configuration file sets it up, rather than a command line."""
        return isinstance(self.holder, KubernetesObject)

    @property
    def defaults(self) -> dict[str, str]:
        """What holds for settings that are not written."""
        return self.file_defaults if self.is_file else self.flag_defaults

    @property
    def has_unseen_file(self) -> bool:
        """Whether its command line names a file, which sets what the flags do not."""
        return not self.is_file and any(self.find(flag) is not None for flag in ("config", "config-dir"))

    @property
    def is_bare(self) -> bool:
        """Whether it is a command line without a single flag, which says nothing of how the program is set up."""
        return not self.is_file and not self.flags

    def lacks(self, name: str) -> bool:
        """Whether nothing sets what a flag does: not the flag, nor its field, nor a file that the scan does not see.

        What is bare lacks nothing.
        """
        return not (self.is_given(name) or self.has_unseen_file or self.is_bare or self.defaults.get(name))

    def called(self, name: str) -> str:
        """What a setting is called where it would be written: by its field, or as a flag."""
        field = next((field for field, flag in self.fields.items() if flag == name), "") if self.is_file else ""
        return field or f"--{name}"

    def value(self, name: str) -> str | None:
        """What holds for a setting, written or by default; None where that is not known."""
        if self.has_unseen_file and (self.is_file_first or not self.is_given(name)):
            return None
        flag = self.find(name)
        if flag is not None and not flag.is_emptied:
            return flag.value
        return self.defaults.get(name, "")

    def is_on(self, name: str) -> bool | None:
        """Whether a switch is on, written or by default; None where that is not known."""
        value = self.value(name)
        return None if value is None else SWITCH.get(value)

    def amount(self, name: str) -> int | None:
        """The number that holds for a setting, written or by default; None where that is not known."""
        return flag_integer(self.value(name) or "")

    def duration(self, name: str) -> Duration | None:
        """The length of time that holds for a setting; None where that is not known."""
        return Duration.parse(self.value(name) or "")


def _plain(value: str) -> str:
    """A value of a file as a flag would have it: YAML has more words for booleans."""
    is_boolean = bool(value) and plain_kind(value) == "bool"
    return str(value in TRUE).lower() if is_boolean else value
