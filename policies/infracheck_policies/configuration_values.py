"""The configuration of containers by variables, arguments and files."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Configuration, Container, EnvVar, Note, Severity, Violation, policy


@policy("duplicate-variable", category="configuration", severity=Severity.LOW)
def duplicate_variable(container: Container) -> Iterator[Violation]:
    """A container's `env` sets each variable once.

    If a name occurs more than once the last entry takes effect, and a server-side apply rejects the object.

    Fix: Remove the entries that are not meant to take effect.
    """
    for duplicate, first in container.repeated_env:
        yield duplicate.violation(
            f"variable {duplicate.name} of container {container.name} is set twice: only the last entry takes effect",
            at=EnvVar.name,
            related=(Note("first set here", first.place(EnvVar.name)),),
        )


@policy("shadowed-variable", category="configuration", severity=Severity.LOW, recommended=False)
def shadowed_variable(container: Container) -> Iterator[Violation]:
    """A variable from a ConfigMap or a Secret is not overridden by another source.

    `env` takes precedence over `envFrom`, and a later `envFrom` over an earlier one. Off by default, since many
    override a value on purpose; reported where both values are known and differ.

    Fix: Set the variable in one place, or change its value in the ConfigMap or Secret.
    """
    for hidden, winner in container.environment.differing:
        yield winner.violation(
            f"variable {winner.name} of container {container.name} overrides the value from"
            f" {hidden.resource.kind} {hidden.resource.name}",
            related=(Note("the overridden value", hidden.origin),),
        )


@policy("undefined-variable", category="configuration", severity=Severity.MEDIUM)
def undefined_variable(container: Container) -> Iterator[Violation]:
    """A `$(NAME)` reference names a variable that is defined before it.

    Kubernetes leaves any other reference unchanged, and the program receives the characters `$(NAME)`. References
    resolve to `env`, from top to bottom, and to `envFrom`, never to variables of the image. Commands that a shell runs
    and names that are not in capitals are not checked: they are not meant for Kubernetes.

    Fix: Define the variable in `env` above the entry that refers to it, or write `$$(NAME)` if the characters are
    meant.
    """
    for reference in container.unresolved:
        if reference.is_later:
            yield container.violation(
                f"$({reference.name}) in {reference.user} of container {container.name} is defined only after it",
                at=reference.span,
            )
        elif reference.name.isupper():
            yield container.violation(
                f"$({reference.name}) in {reference.user} of container {container.name} is not defined",
                at=reference.span,
            )


@policy("variable-name", category="configuration", severity=Severity.LOW)
def variable_name(container: Container) -> Iterator[Violation]:
    """A key that `envFrom` imports is a valid variable name.

    Up to Kubernetes 1.31 a key that starts with a digit is skipped, which only an event reports.

    Fix: Rename the key, or set a `prefix` on the `envFrom` entry.
    """
    for variable in container.environment.known.values():
        if variable.name[:1].isdigit() and variable.name not in {entry.name for entry in container.env}:
            yield variable.violation(
                f"key {variable.name} is skipped by envFrom of container {container.name}: it starts with a digit"
            )


@policy("variable-name", since="1.32")
def any_variable_name(container: Container) -> Iterator[Violation]:
    """KEP-4369, RelaxedEnvironmentVariableValidation: every printable character except `=` is valid."""
    yield from ()


@policy("mixed-environments", category="configuration", severity=Severity.MEDIUM)
def mixed_environments(configuration: Configuration) -> Iterator[Violation]:
    """A workload uses services of its own environment.

    A production workload that uses a staging database, or the reverse, loses data on the day the other environment is
    reset. The environment of the workload is taken from its namespace, its labels or a variable such as ENVIRONMENT;
    that of a service from the words in its host name. Addresses of third-party APIs are checked in production only,
    since vendors put `prod` into their host names, and a Job that names both sides may be there to copy data. NIST SP
    800-53 CM-4(1), PCI DSS 6.5.3.

    Fix: Write the host of the workload's own environment, or correct the namespace, label or variable that states the
    environment.
    """
    for address in configuration.foreign_addresses:
        yield address.variable.violation(
            f"{address.name} of a {configuration.stage} workload names a {address.stage} host",
            related=configuration.stage_notes,
        )


@policy("debug-mode", category="configuration", severity=Severity.MEDIUM)
def debug_mode(configuration: Configuration) -> Iterator[Violation]:
    """A production workload does not run in debug or development mode.

    `DEBUG=true`, FLASK_DEBUG, `NODE_ENV=development`, Spring's `debug` and similar settings show stack traces and
    settings to callers, and `trace` logs record request data. Checked where the namespace, labels or a variable such as
    ENVIRONMENT state production. CWE-489.

    Fix: Remove the setting, or set its production value, such as `NODE_ENV=production`.
    """
    if configuration.is_of_workload and configuration.is_production:
        for switch in configuration.debug_switches:
            yield switch.variable.violation(
                f"{switch.name} enables debug or development mode in a production workload",
                related=configuration.stage_notes,
            )


_ANYWHERE = "0.0.0.0"  # noqa: S104  searched for, not listened on


def _opens_debugger(text: str) -> bool:
    if "jdwp" in text:
        return "address=*:" in text or f"address={_ANYWHERE}" in text
    return _ANYWHERE in text and "--inspect" in text


@policy("remote-debugger", category="configuration", severity=Severity.HIGH)
def remote_debugger(container: Container) -> Iterator[Violation]:
    """No debugger listens on the pod's network address.

    JDWP (`-agentlib:jdwp=…,address=*:5005`) and Node's `--inspect=0.0.0.0` require no authentication and execute any
    code sent to them. CWE-489.

    Fix: Remove the option, or let the debugger listen on localhost and use `kubectl port-forward`.
    """
    for variable in container.variables:
        if _opens_debugger(variable.shape):
            yield variable.violation(f"{variable.name} of container {container.name} exposes a debugger to the network")
    for field, words in ((Container.command, container.command), (Container.args, container.args)):
        for index, word in enumerate(words):
            if _opens_debugger(word):
                yield container.violation(
                    f"an argument of container {container.name} exposes a debugger to the network",
                    at=container.place(field, index),
                )
