"""The inventory: the five entities of a model as they may be shown, and how they hang together."""

from __future__ import annotations

from infracheck.record import Record


class Place(Record):
    """A line of a file."""

    path: str
    line: int


class Step(Record):
    """A line of a file with what it contributes to a value."""

    message: str
    path: str
    line: int


class RenderedFrom(Record):
    """The chart or the overlay that an object was rendered from, and with what."""

    tool: str
    folder: str
    release: str | None
    values: tuple[str, ...]


class Told(Record):
    """A fact with the chain of places that it follows from: a value or none; where it is unknown, the `reason`."""

    value: str | None
    is_known: bool = True
    reason: str = ""
    because: tuple[Step, ...] = ()


class Neighbour(Record):
    """An object related to a workload: a Service, an autoscaler, a budget, a network policy, a service account."""

    kind: str
    name: str
    place: Place | None
    note: str = ""


class Replicas(Record):
    """How many pods run: `text` in words, `minimum` and `maximum` as numbers where they are known."""

    text: str
    minimum: int | None
    maximum: int | None
    because: tuple[Step, ...] = ()


class ImageUse(Record):
    """An image reference and the image entity that it resolves to, with the reason."""

    reference: str
    registry: str | None
    repository: str
    tag: str | None
    digest: str | None
    entity: str
    note: str
    because: tuple[Step, ...]


class Amounts(Record):
    """Requests or limits of a container, with the defaults of LimitRanges."""

    cpu: Told
    memory: Told
    ephemeral_storage: Told


class Resources(Record):
    """Resource requests and limits of a container."""

    requests: Amounts
    limits: Amounts


class Check(Record):
    """A probe: its action and its period."""

    action: str
    period_seconds: int | None
    place: Place


class HealthChecks(Record):
    """The three probes of a container."""

    liveness: Check | None
    readiness: Check | None
    startup: Check | None


class EnvironmentVariable(Record):
    """A variable by name, and where its value comes from: `source` is the kind of origin, never the value."""

    name: str
    source: str
    origin: str | None
    key: str | None
    entity: str | None
    place: Place
    because: tuple[Step, ...] = ()


class ContainerEntry(Record):
    """A container of a workload."""

    name: str
    role: str
    image: ImageUse | None
    user: Told
    resources: Resources
    health_checks: HealthChecks
    environment: tuple[EnvironmentVariable, ...]
    ports: tuple[str, ...]
    place: Place


class Taking(Record):
    """A ConfigMap or a Secret that a workload uses: how, and which keys; an empty list means all keys."""

    kind: str
    name: str
    how: str
    container: str | None
    keys: tuple[str, ...]
    entity: str | None
    note: str
    place: Place


class Manifest(Record):
    """A deployment manifest: what runs."""

    id: str
    kind: str
    namespace: str | None
    name: str
    place: Place
    replica_count: Replicas
    schedule: str | None
    containers: tuple[ContainerEntry, ...]
    service_account: Neighbour
    services: tuple[Neighbour, ...]
    autoscalers: tuple[Neighbour, ...]
    disruption_budgets: tuple[Neighbour, ...]
    network_policies: tuple[Neighbour, ...]
    uses: tuple[Taking, ...]
    configuration: str | None
    dependencies: tuple[str, ...]
    rendered_from: RenderedFrom | None = None


class BuildStep(Record):
    """An instruction by its name; its arguments are left out, as they may hold secrets."""

    instruction: str
    line: int


class BuildStage(Record):
    """A stage of a Dockerfile."""

    name: str | None
    base_image: Told
    instructions: tuple[BuildStep, ...]


class RuntimeConfig(Record):
    """The runtime defaults of an image: names of variables, and commands without possible secrets."""

    env: tuple[str, ...]
    entrypoint: str | None
    cmd: str | None
    exposed_ports: tuple[str, ...]
    workdir: Told
    healthcheck: str | None


class ImageSecurity(Record):
    """The user of an image, and what in its build allows privilege escalation."""

    user: Told
    setuid: tuple[Place, ...]
    sudo: tuple[Place, ...]


class ContainerImage(Record):
    """A container image: built by a scanned Dockerfile, or only referenced."""

    id: str
    name: str
    references: tuple[str, ...]
    place: Place | None
    base_image: Told
    build_steps: tuple[BuildStage, ...]
    runtime_config: RuntimeConfig | None
    security_context: ImageSecurity | None
    used_by: tuple[str, ...]


class Setting(Record):
    """A recognized variable or key, with its value as far as it may be shown."""

    name: str
    value: Told
    place: Place


class ServiceConfiguration(Record):
    """The configuration in a ConfigMap, or all configuration of a workload."""

    id: str
    kind: str
    namespace: str | None
    name: str
    place: Place
    keys: tuple[str, ...]
    api_url: tuple[Setting, ...]
    database_url: tuple[Setting, ...]
    environment: Told
    feature_flags: tuple[Setting, ...]
    used_by: tuple[str, ...]
    rendered_from: RenderedFrom | None = None


class SecretKey(Record):
    """A key of a Secret, and the form of its value in the file; never the value."""

    name: str
    form: str
    place: Place


class EncryptedData(Record):
    """The keys of a Secret, and how their values are stored."""

    storage: str
    keys: tuple[SecretKey, ...]
    has_more_keys: bool


class Reader(Record):
    """Who can read a Secret, and through what."""

    subject: str
    how: str
    because: tuple[Step, ...]


class SecretUse(Record):
    """Who uses a Secret, and how."""

    user: str
    entity: str | None
    how: str
    keys: tuple[str, ...]
    place: Place


class SecretEntry(Record):
    """A Secret, in whatever form it is stored; `is_reloaded` is whether a new value reaches all workloads."""

    id: str
    kind: str
    namespace: str | None
    name: str
    place: Place
    encrypted_data: EncryptedData
    access_permissions: tuple[Reader, ...]
    rotation_policy: Told
    is_reloaded: Told
    uses: tuple[SecretUse, ...]
    rendered_from: RenderedFrom | None = None


class Address(Record):
    """One address of a dependency: the variable that holds it, its settings, and the entity that defines it."""

    name: str
    connection_url: str
    ssl_config: Told
    credentials: Told
    defined_in: str | None
    used_by: tuple[str, ...]
    place: Place
    because: tuple[Step, ...]


class ExternalDependency(Record):
    """A service that workloads connect to; details that come from a Secret are not shown."""

    id: str
    kind: str
    title: str
    connection_url: str
    host: str | None
    port: int | None
    location: str
    vendor: str | None
    ssl_config: Told
    credentials: Told
    backup_policy: Told
    addresses: tuple[Address, ...]
    used_by: tuple[str, ...]


class Relation(Record):
    """A relation between two entities, by their ids; other objects are given as kind, namespace and name."""

    source: str
    kind: str
    target: str


class Inputs(Record):
    """What was read, and its problems; `is_incomplete` is whether a part could not be read at all.

    `faults` are the parts on which infracheck itself crashed.
    """

    files: int
    objects: int
    dockerfiles: int
    problems: tuple[Step, ...]
    is_incomplete: bool
    faults: tuple[Step, ...] = ()


class Inventory(Record):
    """Everything that a format needs, in the order of the report."""

    manifests: tuple[Manifest, ...]
    images: tuple[ContainerImage, ...]
    configurations: tuple[ServiceConfiguration, ...]
    secrets: tuple[SecretEntry, ...]
    dependencies: tuple[ExternalDependency, ...]
    relations: tuple[Relation, ...]
    inputs: Inputs
