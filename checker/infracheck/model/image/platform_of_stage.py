"""Whether a stage is one of Windows, and whether its instructions run through a shell as this project reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infracheck.knowledge.products.systems import SYSTEMS
from infracheck.model.base.fact import Known

if TYPE_CHECKING:
    from infracheck.model.image.instruction import Instruction
    from infracheck.model.image.stage import Stage

# what Microsoft's names of images say
_WINDOWS = ("mcr.microsoft.com/windows", "windows/servercore", "/dotnet/framework/", "windowsservercore", "nanoserver")
_LINUX_TAGS = ("alpine", "bookworm", "bullseye", "buster", "trixie", "slim", "jammy", "focal", "noble", "debian", "ubi")
_WINDOWS_SHELLS = frozenset(("cmd", "powershell"))
_DRIVE = re.compile(r"(?<![^\s\"'=,\[])[A-Za-z]:[\\/]")
# shells and interpreters of another language
_OTHER_SHELLS = frozenset(
    ("cmd", "lua", "node", "nu", "perl", "php", "powershell", "pwsh", "python", "rscript", "ruby", "tclsh")
)


def is_windows(stage: Stage) -> bool:
    """Whether a stage's image is one of Windows, as far as its platform, its base, its shell and its paths say.

    The escape character alone says nothing: any Dockerfile may choose it.
    """
    origin = stage.lineage()[-1]
    if not origin.origin.words:
        return False
    base, platform = origin.base, origin.platform
    text = (base.value.text if isinstance(base, Known) else origin.origin.words[0].text).lower()
    system = platform.value.lower().partition("/")[0] if isinstance(platform, Known) else ""
    if any(each in text for each in _WINDOWS) or system == "windows":
        return True
    return system != "linux" and not _is_linux(text) and any(map(_is_of_windows, stage.lineage()))


def _is_of_windows(stage: Stage) -> bool:
    """Whether a stage calls a shell that only Windows has, or names a drive where the file is written for Windows."""
    shell = stage.own("SHELL")
    if shell is not None and shell.words and _shell_name(shell) in _WINDOWS_SHELLS:
        return True
    if stage.dockerfile.tree.escape != "`":
        return False
    return any(_DRIVE.search(found.text) for found in stage.instructions)


def _is_linux(image: str) -> bool:
    name, _, tag = image.partition("@")[0].rpartition("/")[2].partition(":")
    return name in SYSTEMS or any(each in tag for each in _LINUX_TAGS)


def has_other_shell(stage: Stage | None, position: int) -> bool:
    """Whether what runs shell text at an instruction is no shell of the family of sh."""
    if stage is None:
        return False
    shell = stage.shell_at(position)
    if shell is None:
        return stage.is_windows
    return _shell_name(shell).rstrip("0123456789.") in _OTHER_SHELLS


def _shell_name(shell: Instruction) -> str:
    return shell.words[0].text.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
