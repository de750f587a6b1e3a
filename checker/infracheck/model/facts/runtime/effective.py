"""What would really run: the state that follows from pod, container, namespace and image together, with its chain."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.values import Quantity, User
from infracheck.model.entities.amounts import FIELDS, Amounts
from infracheck.model.entities.governance import LimitRange
from infracheck.model.entities.security import AnySecurityContext

if TYPE_CHECKING:
    from infracheck.model.base.field import Field
    from infracheck.model.entities.container import Container
    from infracheck.model.entities.workload import Pod
    from infracheck.model.graph.model import Model


_NOTHING: Known[Any] = Known(None)


def overlaid(container: Container, field: Field[Any]) -> Fact[Any]:
    """A field that pods and containers both have: the container's own value, else the pod's; None where neither has it.

    `field` is a field of `AnySecurityContext`. What neither sets is Known(None): then the runtime's default holds.
    """
    where = "container"
    context: AnySecurityContext = container.security_context
    value = field.__get__(context, type(context))
    if value is None:
        where, context = "pod", container.pod.security_context
        value = field.__get__(context, type(context))
    if value is None:
        return _NOTHING
    return Known(value, (Note(f"{field.keys[-1]} is set on the {where}", context.place(field)),))


def overlay_of(container: Container) -> Callable[[Field[Any]], Fact[Any]]:
    """`overlaid` for one container, each field looked up once."""
    return cache(partial(overlaid, container))


def user_of(container: Container) -> Fact[User]:
    """The user that a container starts as: what its pod says, else the USER of the image where its Dockerfile is known.

    On Linux that is `runAsUser`, which Windows does not know; there it is `runAsUserName`.
    """
    if container.pod.runs_on_windows:
        named = _windows_user(container)
        if named is not None:
            return named
    else:
        match container.effective(AnySecurityContext.run_as_user):
            case Known(int() as uid, because):
                return Known(User(str(uid)), because)
    dockerfile = container.dockerfile
    match dockerfile:
        case Unknown():
            return dockerfile
        case Known(image, because):
            match image.user:
                case Known(user, chain):
                    return Known(user, (*chain, *because))
                case Unknown(why):
                    return Unknown(why)
    return Unknown("no field or image sets the user")


def _windows_user(container: Container) -> Known[User] | None:
    """The user that `windowsOptions` of the container or, where it names none, of its pod says."""
    bearers = (("container", container.security_context), ("pod", container.pod.security_context))
    for where, context in bearers:
        options = context.windows_options
        if options.run_as_user_name is not None:
            note = Note(f"runAsUserName is set on the {where}", options.place(type(options).run_as_user_name))
            return Known(User(options.run_as_user_name), (note,))
    return None


def amounts_of(container: Container) -> Callable[[str, str], Fact[Quantity | None]]:
    """`amount_of` for one container, each amount looked up once."""
    return cache(partial(amount_of, container))


def amount_of(container: Container, kind: str, name: str) -> Fact[Quantity | None]:
    """A limit (`kind` "limits") or a request of a container, by its own words or by its namespace's LimitRange.

    A request that is not written is the limit, where that is (Kubernetes, "Resource Management for Pods").
    Known(None) where nothing sets it; pod-level resources stand in for what containers leave out (KEP-2837).
    Unknown where what is written is no quantity.
    """
    for resources in (container.resources, container.pod.resources):
        if resources.node is None:
            continue
        for each in ("requests", "limits") if kind == "requests" else ("limits",):
            amounts: Amounts = resources.limits if each == "limits" else resources.requests
            if amounts.node is None or name not in amounts.node.values:
                continue
            own = _amount(amounts, name, f"{each} here")
            if own is not None:
                return Known(own[0], (own[1],))
            if amounts.is_unreadable(name):
                return Unknown(f"its {name} is not a quantity")
    model, namespace = container.pod.workload.model, container.workload.namespace
    if not model.all(LimitRange):
        return _NOTHING
    return model.derive(_given_by, namespace or "default", kind, name)


def _given_by(model: Model, namespace: str, kind: str, name: str) -> Fact[Quantity | None]:
    """What the LimitRanges of a namespace give to each of its containers."""
    limit_ranges = model.in_namespace(LimitRange, namespace)
    for limit_range in limit_ranges:
        found = _from_limit_range(limit_range, kind, name)
        if found is not None:
            return Known(found[0], (found[1],))
    return _NOTHING


def _amount(amounts: Amounts, name: str, message: str) -> tuple[Quantity, Note] | None:
    field = FIELDS[name]
    value = field.__get__(amounts, type(amounts))
    return None if not isinstance(value, Quantity) else (value, Note(f"{name} {message}", amounts.place(field)))


def _from_limit_range(limit_range: LimitRange, kind: str, name: str) -> tuple[Quantity, Note] | None:
    for item in limit_range.items:
        if item.type != "Container":
            continue
        message = f"by LimitRange {limit_range.name}"
        found = _amount(item.default, name, message)
        if kind == "requests":
            found = _amount(item.default_request, name, message) or found
        # without a default, the maximum is the default limit, and then the minimum the request (LimitRange, defaulting)
        found = found or _amount(item.max, name, message)
        if kind == "requests":
            found = found or _amount(item.min, name, message)
        if found is not None:
            return found
    return None


def automounts_token(pod: Pod) -> Fact[bool]:
    """Whether a service account's token is mounted: the pod's word, else its account's, else yes.

    So it is of an account that the scan does not see: Kubernetes mounts the token unless one of the two says no.
    """
    if pod.automount_service_account_token is not None:
        place = pod.place(type(pod).automount_service_account_token)
        return Known(pod.automount_service_account_token, (Note("set on the pod", place),))
    match pod.account:
        case Known(found) if found is not None and found.automount_token is not None:
            place = found.place(type(found).automount_token)
            return Known(found.automount_token, (Note(f"set on service account {found.name}", place),))
    return Known(True)
