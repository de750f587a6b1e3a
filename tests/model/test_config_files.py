"""Settings in the files of ConfigMaps, each with its own place in the manifest."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.setting import Setting, profile_of, relaxed

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata:\n"


def read(body: str) -> tuple[str, tuple[Setting, ...]]:
    text = HEAD + body
    model = model_in(text)
    return text, model.all(ConfigMap)[0].settings


def block(file: str, content: str) -> str:
    return f"  {file}: |\n" + "".join(f"    {line}\n" if line else "\n" for line in content.split("\n"))


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        (
            ".env",
            '# shop\nexport HOST="db"\n\nLEVEL=info # for now',
            [("HOST", "db", 'export HOST="db"'), ("LEVEL", "info", "LEVEL=info # for now")],
        ),
        (
            "application.properties",
            "spring.datasource.url=jdbc:\\\n  postgresql://db/x\n! no\ndebug: true",
            [
                ("spring.datasource.url", "jdbc:postgresql://db/x", "spring.datasource.url=jdbc:\\"),
                ("debug", "true", "debug: true"),
            ],
        ),
        (
            "app.ini",
            "top = 1\n[db]\nhost = h\n[db.pool]\nsize: 2",
            [("top", "1", "top = 1"), ("db.host", "h", "host = h"), ("db.pool.size", "2", "size: 2")],
        ),
        (
            "application.yml",
            "spring:\n  datasource: {url: 'jdbc:x'}\n  profiles:\n    active: [a, b]\nnone: ~",
            [
                ("spring.datasource.url", "jdbc:x", "url: 'jdbc:x'"),
                ("spring.profiles.active.0", "a", "a"),
                ("spring.profiles.active.1", "b", "b"),
                ("none", "", "none: ~"),
            ],
        ),
        (
            "appsettings.json",
            '{\n\t"ConnectionStrings": {"Shop": "Server=db"},\n"é": [true]}',
            [("ConnectionStrings.Shop", "Server=db", '"Shop": "Server=db"'), ("é.0", "true", "true")],
        ),
        (
            "shop.toml",
            'title = "x"\n[db]\nports = [1, 2]\n[[peer]]\nname = "a"\n[[peer]]\nname = "b"\n"it.self" = false',
            [
                ("title", "x", 'title = "x"'),
                ("db.ports.0", "1", "ports = [1, 2]"),
                ("db.ports.1", "2", "ports = [1, 2]"),
                ("peer.0.name", "a", 'name = "a"'),
                ("peer.1.name", "b", 'name = "b"'),
                ("peer.1.it.self", "false", '"it.self" = false'),
            ],
        ),
        (
            "texts.toml",
            'a = """\nb = 1\n[c]\n"""\nd = \'\'\'\ne = 1\n\'\'\'\nf = """g"""\nh = 1',
            [
                ("a", "b = 1\n[c]\n", 'a = """'),
                ("d", "e = 1\n", "d = '''"),
                ("f", "g", 'f = """g"""'),
                ("h", "1", "h = 1"),
            ],
        ),
        ("config", '{"a": {"b": 1}}\n\n', [("a.b", "1", '"b": 1'), ("config", '{"a": {"b": 1}}\n', "config")]),
        ("shop", "a:\n  b: 1", [("a.b", "1", "b: 1")]),
        ("broken.yaml", "a: [1\nb: 2", [("a", "[1", "a: [1"), ("b", "2", "b: 2")]),
        ("broken.json", '{"a": 1,\n// two\n"b": "2",}', [("b", '"2",}', '"b": "2",}')]),
        ("broken.toml", "a = b\nc = 1", [("a", "b", "a = b"), ("c", "1", "c = 1")]),
    ],
)
def test_a_setting_has_its_name_its_value_and_its_place(
    file: str, content: str, expected: list[tuple[str, str, str]]
) -> None:
    text, settings = read(block(file, content))

    assert [(s.full_name, s.value, text[s.span.start : s.span.end]) for s in settings] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('  e.env: "A=1\\nB: \\"two\\"\\n"\n', ["A=1", 'B: \\"two\\']),
        ("  s.json: '{\"a\": \"it''s\"}'\n", ['"a": "it\'\'s"', "s.json: '{\"a\": \"it''s\"}'"]),
        ("  k.env: |2\n      A=1\n    B=2\n", ["A=1", "B=2"]),
        ("  f.env: >\n    A=1\n\n    B=2\n", ["f.env", "f.env"]),
        ('  w.env: "A=1\\n\n    B=2\\n"\n', ["w.env", "w.env"]),
        ("  c.env: |\r\n    A=1\r\n    B=2\r\n", ["A=1", "B=2"]),
    ],
)
def test_places_are_exact_where_the_form_of_the_scalar_tells_them(body: str, expected: list[str]) -> None:
    text, settings = read(body)

    assert [text[s.span.start : s.span.end] for s in settings] == expected


def test_a_file_in_a_file_has_places_too() -> None:
    text, settings = read(block("outer.yaml", "inner: |\n  KEY=1\nafter: 2"))

    assert [(s.full_name, text[s.span.start : s.span.end]) for s in settings] == [
        ("inner.KEY", "KEY=1"),
        ("after", "after: 2"),
    ]


def test_what_holds_for_a_profile_alone_says_so() -> None:
    part = "a: 1\n---\nspring.x: 1\nspring:\n  config: {activate: {on-profile: dev}}"
    _, settings = read(block("application-prod.yml", "x: 1") + block("application.yml", part))

    assert [(s.full_name, s.profile) for s in settings] == [
        ("x", "prod"), ("a", ""), ("spring.x", "dev"), ("spring.config.activate.on-profile", "dev"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content", ["{" * 5000, "&a [*a]", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "\ufeff=", "[[[]"]
)
def test_a_hostile_file_is_read_without_harm(content: str) -> None:
    for file in ("x.yaml", "x.json", "x.toml", "x.env", "x"):
        _, settings = read(block(file, content))

        assert len(settings) < 50


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("SPRING_DATASOURCE_URL", "spring.datasource.url"),
        ("spring.data-source.url", "spring.datasource.url"),
        ("ConnectionStrings__Shop", "ConnectionStrings:Shop"),
        ("shop.peers[0].name", "SHOP_PEERS_0_NAME"),
        ("[shop].name", "shop.name"),
        ("_SHOP_NAME", "shop.name"),
        ("shop.names[]", "SHOP_NAMES_"),
    ],
)
def test_names_are_the_same_however_frameworks_spell_them(name: str, same: str) -> None:
    assert relaxed(name) == relaxed(same)


def test_a_file_name_bears_its_profile() -> None:
    files = ("application-prod.yml", "appsettings.Production.json", "application.yml", "shop-prod.yml")

    assert [profile_of(file) for file in files] == ["prod", "Production", "", ""]


def test_no_representation_tells_a_value() -> None:
    _, settings = read(block("x.env", "PASSWORD=hunter2"))

    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("file", "line", "expected"),
    [
        ("redis.conf", "requirepass hunter2", [("requirepass", "hunter2")]),
        ("redis.conf", 'masterauth "hunter2"', [("masterauth", "hunter2")]),
        ("redis.conf", "# requirepass hunter2", []),
        ("init.sql", "CREATE USER shop WITH ENCRYPTED PASSWORD 'hunter2';", [("PASSWORD", "hunter2")]),
        ("init.sql", "alter user 'a'@'%' identified with sha256_password by 'hunter2';", [("PASSWORD", "hunter2")]),
        ("init.sql", "-- ALTER USER shop PASSWORD 'hunter2';", []),
        ("init.sh", "psql -c \"ALTER USER shop PASSWORD '${PW}'\"", []),
        ("init.py", "run('ALTER USER shop PASSWORD \\'' + pw + '\\'')", []),
        ("page.txt", "the password 'hunter2'", []),
    ],
)
def test_a_password_that_no_sign_parts_from_its_name(file: str, line: str, expected: list[tuple[str, str]]) -> None:
    _, settings = read(block(file, f"a = b\n{line}"))

    assert [(each.name, each.value) for each in settings if each.name != "a"] == expected
