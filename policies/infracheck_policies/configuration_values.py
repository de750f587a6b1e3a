"""What containers are told by their variables, arguments and files."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Configuration, Container, EnvVar, Note, Severity, Violation, policy


@policy(
    "duplicate-variable",
    category="configuration",
    severity=Severity.LOW,
    aliases=(
        "kube-linter:duplicate-env-var", "kube-score:environment-variable-key-duplication",
        "kubescape:duplicate-env-var", "kubescape:C-0295",
    ),
)  # fmt: skip
def duplicate_variable(container: Container) -> Iterator[Violation]:
    """A container's `env` sets each variable once.

    Of several entries the last one counts, and a server-side apply refuses them.
    """
    for again, first in container.repeated_env:
        yield again.violation(
            f"variable {again.name} of container {container.name} is set twice: only the last one counts",
            at=EnvVar.name,
            related=(Note("it is set here first", first.place(EnvVar.name)),),
        )


@policy("shadowed-variable", category="configuration", severity=Severity.LOW, recommended=False)
def shadowed_variable(container: Container) -> Iterator[Violation]:
    """A variable from a ConfigMap or a Secret reaches the container as it stands there.

    `env` wins over `envFrom`, and a later `envFrom` over an earlier one. Many override a value on purpose, so this is
    not recommended to all; said where both values are known and differ.
    """
    for hidden, winner in container.environment.differing:
        yield winner.violation(
            f"variable {winner.name} of container {container.name} takes the place of that of"
            f" {hidden.resource.kind} {hidden.resource.name}",
            related=(Note("this value is not seen", hidden.origin),),
        )


@policy("undefined-variable", category="configuration", severity=Severity.MEDIUM)
def undefined_variable(container: Container) -> Iterator[Violation]:
    """A `$(NAME)` names a variable that is set before it.

    Kubernetes leaves any other reference as it is, and the program reads the characters `$(NAME)`. It looks at `env`
    from top to bottom and at `envFrom`, never into the image. Commands that a shell runs, and names that are not in
    capitals, are not judged: they are meant for others.
    """
    for reference in container.unresolved:
        if reference.is_later:
            yield container.violation(
                f"$({reference.name}) in {reference.user} of container {container.name} is set only after it",
                at=reference.span,
            )
        elif reference.name.isupper():
            yield container.violation(
                f"$({reference.name}) in {reference.user} of container {container.name} is set nowhere",
                at=reference.span,
            )


@policy("variable-name", category="configuration", severity=Severity.LOW)
def variable_name(container: Container) -> Iterator[Violation]:
    """A key that `envFrom` takes is a name that a variable can have.

    Up to Kubernetes 1.31 a key that starts with a digit is skipped, with no more than an event to tell. A `prefix`
    mends it.
    """
    for variable in container.environment.known.values():
        if variable.name[:1].isdigit() and variable.name not in {entry.name for entry in container.env}:
            yield variable.violation(f"key {variable.name} becomes no variable of container {container.name}")


@policy("variable-name", since="1.32")
def any_variable_name(container: Container) -> Iterator[Violation]:
    """KEP-4369, RelaxedEnvironmentVariableValidation: every printable character but `=` will do."""
    yield from ()


@policy(
    "mixed-environments",
    category="configuration",
    severity=Severity.MEDIUM,
    controls=("nist-800-53-r5:CM-4(1)", "pci-dss-4.0:6.5.3"),
)
def mixed_environments(configuration: Configuration) -> Iterator[Violation]:
    """A workload talks to the services of its own environment.

    A production workload on a staging database, or the other way round, loses data on the day that the other is reset.
    The environment of the workload is told by its namespace, its labels or a variable such as ENVIRONMENT; that of a
    service by the words in its host. Addresses of foreign APIs are judged in production alone, since vendors put `prod`
    into their hosts, and a Job that names both sides may be there to copy. NIST SP 800-53 CM-4(1), PCI DSS 6.5.3.
    """
    for each in configuration.foreign_addresses:
        yield each.variable.violation(
            f"{each.name} of a {configuration.stage} workload names a {each.stage} host",
            related=configuration.stage_notes,
        )


@policy("debug-mode", category="configuration", severity=Severity.MEDIUM, controls=("cwe:489",))
def debug_mode(configuration: Configuration) -> Iterator[Violation]:
    """Nothing puts a production workload into a mode for developers.

    `DEBUG=true`, FLASK_DEBUG, `NODE_ENV=development`, Spring's `debug` and their like show stack traces and settings to
    whoever calls, and `trace` logs write down what passes. Judged where namespace, labels or a variable such as
    ENVIRONMENT say production. CWE-489.
    """
    if configuration.is_of_workload and configuration.is_production:
        for each in configuration.debug_switches:
            yield each.variable.violation(
                f"{each.name} puts a production workload into a mode for developers", related=configuration.stage_notes
            )


_ANYWHERE = "0.0.0.0"  # noqa: S104  what is looked for, not listened on


def _opens_debugger(text: str) -> bool:
    if "jdwp" in text:
        return "address=*:" in text or f"address={_ANYWHERE}" in text
    return _ANYWHERE in text and "--inspect" in text


@policy("remote-debugger", category="configuration", severity=Severity.HIGH, controls=("cwe:489",))
def remote_debugger(container: Container) -> Iterator[Violation]:
    """No debugger listens for whoever reaches the pod.

    JDWP (`-agentlib:jdwp=…,address=*:5005`) and Node's `--inspect=0.0.0.0` ask for no password and run any
    code that they are sent. One that listens on localhost is reached by `kubectl port-forward`. CWE-489.
    """
    for variable in container.variables:
        if _opens_debugger(variable.shape):
            yield variable.violation(f"{variable.name} opens a debugger to the network")
    for field, words in ((Container.command, container.command), (Container.args, container.args)):
        for index, word in enumerate(words):
            if _opens_debugger(word):
                yield container.violation(
                    f"an argument of container {container.name} opens a debugger to the network",
                    at=container.place(field, index),
                )
