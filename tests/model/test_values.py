"""Small values as Kubernetes and runtimes read them."""

from __future__ import annotations

import pytest

from infracheck.model.base.field import as_integer
from infracheck.model.base.image_grammar import fault_of, is_filled_in, is_tag
from infracheck.model.base.values import ImageReference, KubernetesVersion, Quantity, User
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Scalar


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag", "digest"),
    [
        ("nginx", None, "nginx", None, None),
        ("nginx:1.29", None, "nginx", "1.29", None),
        ("shop/web:7", None, "shop/web", "7", None),
        ("example.com/web", "example.com", "web", None, None),
        ("example.com:5000/web", "example.com:5000", "web", None, None),
        ("example.com:5000/shop/web:7", "example.com:5000", "shop/web", "7", None),
        ("localhost/web:7", "localhost", "web", "7", None),
        ("registry:5000/web", "registry:5000", "web", None, None),
        ("web@sha256:abc", None, "web", None, "sha256:abc"),
        ("example.com/web:7@sha256:abc", "example.com", "web", "7", "sha256:abc"),
        ("a.b:7", None, "a.b", "7", None),
        ("a:b:c", None, "a:b:c", None, None),
        ("shop/web:a:b", None, "shop/web:a:b", None, None),
        (":7", None, ":7", None, None),
        ("web:", None, "web", None, None),
    ],
)
def test_a_reference_is_split(
    text: str, registry: str | None, repository: str, tag: str | None, digest: str | None
) -> None:
    found = ImageReference.parse(text)

    assert found == (text, registry, repository, tag, digest)
    assert found.name == (f"{registry}/{repository}" if registry else repository)
    assert found.effective_registry == (registry or "docker.io")


@pytest.mark.parametrize(
    ("text", "is_latest", "is_split"),
    [
        ("web", True, True),
        ("web:latest", True, True),
        ("web:7", False, True),
        ("web@sha256:abc", False, True),
        ("web:latest@sha256:abc", False, True),
        ("shop/web:a:b", True, False),
        ("we b:7", False, False),
        (" web:7 ", False, True),
        ("example.com/a:5000/web", True, True),
    ],
)
def test_a_tag_is_latest_where_none_is_said(text: str, is_latest: bool, is_split: bool) -> None:
    found = ImageReference.parse(text)

    assert (found.is_latest, found.is_split) == (is_latest, is_split)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("http://example.com/web", "uses an image with a URL scheme, which is not a valid image reference"),
        ("https://example.com/web", "uses an image with a URL scheme, which is not a valid image reference"),
        ("docker://web", "uses an image with a URL scheme, which is not a valid image reference"),
        ("oci://web", "uses an image with a URL scheme, which is not a valid image reference"),
        ("latest", "uses image latest, which is a tag without an image name"),
        (" web", "has an image reference with a blank or a line break before or after it"),
        ("web\n", "has an image reference with a blank or a line break before or after it"),
        ("we b", "has an image reference that contains blanks"),
        ("web@", "has an image reference that ends with @, without a digest"),
        ("web:", "uses image web:, whose tag is empty"),
        ("web:a:b", "uses image web:a:b, whose tag contains a colon"),
        ("web:-a", "uses image web:-a, whose tag contains a character other than A-Z a-z 0-9 _ . -"),
        (f"web:{'a' * 129}", f"uses image web:{'a' * 129}, whose tag is longer than 128 characters"),
        ("Web", "uses image Web, whose path is not in lower case"),
        ("Shop/web", "uses image Shop/web, whose path is not in lower case"),
        (
            f"web:{'a' * 127}!",
            f"uses image web:{'a' * 127}!, whose tag contains a character other than A-Z a-z 0-9 _ . -",
        ),
        ("example.com/Shop/web", "uses image example.com/Shop/web, whose path is not in lower case"),
        ("-example.com/web", "uses image -example.com/web, whose registry is not a host name with an optional port"),
        ("example.com:x/web", "uses image example.com:x/web, whose registry is not a host name with an optional port"),
        ("shop//web", "uses image shop//web, whose path has an empty component"),
        ("example.com/", "uses image example.com/, whose path has an empty component"),
        ("shop/-web", "uses image shop/-web, whose path has a malformed component"),
        ("web___x", "uses image web___x, whose path has a malformed component"),
        ("web._x", "uses image web._x, whose path has a malformed component"),
        (f"a/{'a' * 254}", f"uses image a/{'a' * 254}, whose name is longer than 255 characters"),
    ],
)  # fmt: skip
def test_a_runtime_refuses_a_reference(text: str, fault: str) -> None:
    assert fault_of(text) == fault
    assert ImageReference.parse(text).fault == fault


@pytest.mark.parametrize(
    "text",
    [
        "web", "web:7", f"web:{'a' * 128}", "web:A_b.c-d", "web@sha256:abc", "a__b", "a_b", "a---b", "a.b/c",
        "example.com:5000/a", "[fd00::1]:5000/a", "Example.com/a", "localhost/a", f"a/{'a' * 253}",
        "IMAGE", "shop/IMAGE_NAME",
    ],
)  # fmt: skip
def test_a_runtime_takes_a_reference(text: str) -> None:
    assert fault_of(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$(IMAGE)", True), ("${IMAGE}:7", True), ("<image>", True), ("{{ image }}", True), ("%IMAGE%", True),
        ("@@IMAGE@@", True), ("ko://example.com/x", True), ("__IMAGE__", True), ("IMAGE_NAME", True), ("IMAGE:7", True),
        ("your image here", True), ("web:7", False), ("Web", False), ("shop/IMAGE", False), ("web:7 ", False),
        ("your-image:7", False), ("we b", False), ("example/web:7 ", False),
    ],
)  # fmt: skip
def test_an_image_is_to_be_filled_in(text: str, expected: bool) -> None:
    assert is_filled_in(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("7", True), ("a" * 128, True), ("a" * 129, False), ("ä", False), ("", False)]
)
def test_a_tag_has_a_form(text: str, expected: bool) -> None:
    assert is_tag(text) is expected


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0), ("1", 1), ("+1", 1), ("-1", -1), ("1.5", 1.5), (".5", 0.5), ("1.", 1), (" 1 ", 1), ("500m", 0.5),
        ("1n", 1e-9), ("1u", 1e-6), ("1k", 1e3), ("1M", 1e6), ("1G", 1e9), ("1T", 1e12), ("1P", 1e15), ("1E", 1e18),
        ("1Ki", 1024), ("1Mi", 1048576), ("1Gi", 1073741824), ("1Ti", 1099511627776), ("1Pi", 1125899906842624),
        ("1Ei", 1152921504606846976), ("1e3", 1000), ("1E3", 1000), ("1e-3", 0.001), ("1e+3", 1000), ("0.1n", 1e-9),
        ("-0.1n", -1e-9), ("700m", 0.7), ("1e9999", 1e300), ("1e-9999", 1e-9),
    ],
)  # fmt: skip
def test_a_quantity_is_read(text: str, amount: float) -> None:
    found = Quantity.parse(text)

    assert found == (text, amount)
    assert str(found) == text


@pytest.mark.parametrize(
    "text", ["", "m", "1K", "1mi", "1Ki5", "one", "1 Gi", "1..5", "--1", "1e", "0x10", "1_000", "١"]
)
def test_what_is_no_quantity(text: str) -> None:
    assert Quantity.parse(text) is None


@pytest.mark.parametrize(
    ("text", "name", "group", "uid", "is_root"),
    [
        ("0", "0", None, 0, True),
        ("root", "root", None, None, True),
        ("", "", None, None, True),
        (" 1000:1000 ", "1000", "1000", 1000, False),
        ("0:0", "0", "0", 0, True),
        ("+0", "+0", None, 0, True),
        ("-0", "-0", None, 0, True),
        ("00", "00", None, 0, True),
        ("-1", "-1", None, None, False),
        ("shop:", "shop", "", None, False),
        ("Root", "Root", None, None, False),
    ],
)
def test_a_user_is_a_number_or_a_name(text: str, name: str, group: str | None, uid: int | None, is_root: bool) -> None:
    found = User.parse(text)

    assert (found.name, found.group, found.uid, found.is_root) == (name, group, uid, is_root)
    assert str(found) == text.strip()


@pytest.mark.parametrize(
    ("text", "expected"), [("ContainerAdministrator", True), ("CONTAINERADMINISTRATOR", True), ("root", False)]
)
def test_windows_has_an_administrator(text: str, expected: bool) -> None:
    assert User.parse(text).is_windows_administrator is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.34", (1, 34)), ("v1.34", (1, 34)), ("1.34.2", (1, 34)), (" 1.9 ", (1, 9)), ("1", None), ("1.34.2.1", None),
        ("1.34-rc", None), ("vv1.34", None), ("", None), ("1.99999", None),
    ],
)  # fmt: skip
def test_a_version_is_a_minor_one(text: str, expected: tuple[int, int] | None) -> None:
    found = KubernetesVersion.parse(text)

    assert found == expected
    assert found is None or str(found) == f"{found.major}.{found.minor}"


def test_versions_compare_by_number() -> None:
    assert KubernetesVersion(1, 9) < KubernetesVersion(1, 10) < KubernetesVersion(2, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1), ("1.0", 1), ("1e3", 1000), ("-1", -1), ("0x10", 16), ("9223372036854775807", 9223372036854775807),
        ("9223372036854775808", None), ("-9223372036854775808", -9223372036854775808), ("-9223372036854777856", None),
        # written as a float, which Go's JSON rounds to -9223372036854776000
        ("-9223372036854775809", None), ("-9223372036854776832", None), ("-9223372036854775808.0", None),
        ("-9.223372036854775808e18", None), ("-9223372036854774784.0", -9223372036854774784),
        ("-2147483648.0", -2147483648), ("9223372036854774784.0", 9223372036854774784),
        ("9223372036854775807.0", None),
        ("1.5", None), (".inf", None), (".nan", None), ("'1'", None), ("true", None), ("1e30", None),
    ],
)  # fmt: skip
def test_a_scalar_is_an_integer_to_kubernetes(text: str, expected: int | None) -> None:
    (document,) = read_documents(Source("a.yaml", f"a: {text}\n"))
    assert isinstance(document, Document)
    assert isinstance(document.root, Mapping)
    scalar = document.root.values["a"]
    assert isinstance(scalar, Scalar)

    assert as_integer(scalar) == expected
