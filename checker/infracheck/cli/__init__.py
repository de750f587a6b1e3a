"""The command line: options in, exit code out; each command is imported when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import StringIO

import click

from infracheck._version import __version__
from infracheck.errors import InfracheckError
from infracheck.report.escape import harmless, plain, plain_lines
from infracheck.source.text.fault import trace_of

_COMMANDS = {
    "baseline": "Record today's findings, so that only new ones count.",
    "config": "Print the config's schema, or what holds for a path.",
    "explain": "Explain a policy: rationale, fix, examples.",
    "init": "Write a config, a workflow and a pre-commit entry; take over another tool's settings.",
    "inventory": "List workloads, images, configuration, secrets and dependencies.",
    "policies": "List policies.",
    "render": "Print what is judged of Helm charts and Kustomize overlays.",
    "scan": "Check files and folders against policies.",
    "test": "Test policies against their examples.",
    "waivers": "List waivers: place, reason, owner, expiry, what they hide.",
}


class _Commands(click.Group):
    """Commands by name, imported when one is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"infracheck.cli.{cmd_name}_command").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="infracheck", message="%(prog)s %(version)s")
def group() -> None:
    """Check Kubernetes manifests and Dockerfiles, as one linked model, against policies."""


def run() -> int:
    """Run the command line and return its exit code: 0 the gate holds, 1 findings, 2 wrong use, 3 a fault of ours."""
    try:
        status = group.main(standalone_mode=False)
    except InfracheckError as error:
        _say(str(error))
        return error.exit_code
    except click.ClickException as error:
        _show(error)
        return 2
    except MemoryError:
        _say("out of memory: scan fewer files at a time")
        return 3
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return 130
    except OSError as error:
        _drop_output()
        _say(f"incomplete: {(error.strerror or type(error).__name__).lower()}")
        return 3
    except (Exception, SystemExit) as error:  # noqa: BLE001  exit 1 means findings, 0 that the gate holds
        _say_escaped(error)
        return 3
    return status if isinstance(status, int) else 0


def _drop_output() -> None:
    """What could not be written must not fail again at the flush that ends the process."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say_escaped(error: BaseException) -> None:
    """Say what crashed, and where in the code; never the exception's text, which may hold a value of an input."""
    _say(f"internal error, the scan was aborted: {type(error).__name__}. Please report it with the lines below:")
    steps = trace_of(error).splitlines()
    ours = [step for step in steps if step.startswith(_OURS)]
    for step in dict.fromkeys((*ours[-_LAST_STEPS:], *steps[-1:])):
        _say(f"  {step}")


_LAST_STEPS = 5
_OURS = os.path.dirname(os.path.dirname(__file__))


def _say(text: str) -> None:
    click.echo(harmless(f"infracheck: {plain(text)}"), err=True)


def _show(error: click.ClickException) -> None:
    """What click says of wrong use; it quotes arguments, among which a shell may have put the names of files."""
    said = StringIO()
    error.show(said)
    click.echo(plain_lines(said.getvalue()), err=True, nl=False)
