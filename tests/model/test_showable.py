"""What of a text may be shown, each beside one that is masked."""

from __future__ import annotations

import pytest

from infracheck.knowledge.words.showable import (
    is_address,
    is_harmless,
    is_image,
    is_number,
    is_ordinary,
    is_risky,
    is_variable,
    looks_random,
    shown_key,
    shown_name,
)
from infracheck.knowledge.words.showable_text import masked
from infracheck.knowledge.words.showable_url import between, url_ranges

DIGEST = "@sha256:" + "0123456789abcdef" * 4
RISKY = """
    db_pass pwd_file secret-shop tokenizer keystore cred auth private salt cookie bearer jwt dsn login license dbpw
    pw-shop pw_shop pw.shop shop_pw_a pin shoppin cert hash sign session jdbc webhook connstr conn_str
    conn-str SECRETSHOP shop/token.value x.secret-value
"""
HARMLESS = """
    secret secrets secretName tokenRef tokenRefs tokenNamespace keyPath authMode authPolicy secretKind secretClass
    tokenType authEnabled authRequired tokenSeconds topologyKey imagePullSecrets caCertificates tokenreviews
    serviceAccountToken sessionAffinity sessionAffinityConfig passthrough kubernetes.io/secretName
    token.io/secret a.secrets POSTGRES_HOST_AUTH_METHOD
    opwa ping pinned compact shop
"""
NUMBERS = "0 -1 1234567890 1.5 1.123456 100m 1n 1u 1Mi 1Ki 1ki 1s 1m 1h 50% 1.2.3 v1.2 1.2.3.4 v1234.1"
NO_NUMBERS = "12345678901 1.1234567 --1 1Kib 1Sec v1 1.2.3.4.5 v12345.1 1.1234567.1 a . 1. .5 1mm"
WORDS = """
    debug info warn warning error trace production development staging test prod dev local json text disable allow
    prefer require required verify-ca verify-full
"""
ADDRESSES = """
    10.0.0.1 10.0.0.0/8 10.0.0.1:80 [::1] [fd00::1]:8443 localhost localhost:8080 * *:80 :8080 0.0.0.0:1 db:5432 a:80
    db.shop-a.svc:99999
"""
NO_ADDRESSES = "10.0.0 10.0.0.1/128 db db:5 db:123456 DB:80 1db:80 :123456 a8f29xq0k:80 db:80/a [x]:80"
ORDINARY = """
    web shop-web shop_web a.b.c /etc/shop a:b a,b a@b a+b a~b 12 1234567 * RuntimeDefault v1beta1 python3
    API_KEY DEADBEEF A_B_1 ABC-DEF
"""
NOT_ORDINARY = "a8Fk29xQ 12345678 web! a=b a://b ÄÖ ABCDEF12 12ABCDEF AB-CDEF-1 x9x9x9x"
IMAGES = f"""
    web web:7 shop/web registry.example.com:5000/shop/web:7 web{DIGEST} web:7{DIGEST} 1web w.e-b $REGISTRY/web
    ${{REGISTRY}}/web:$(TAG) localhost/a/b/c:V_1.x-y
"""
NO_IMAGES = f"""
    Web -web web: web@sha256:abc web{DIGEST}0 /web web/ web:-7 a:b:c:d web:{"a" * 62} ${{a8Fk29xQ4mZ7}}/web
    $dXNlcjp6UTd4Vw/web $REGISTRY/$dXNlcjp6UTd4Vw $(
"""
VARIABLES = "AUTH A _A A1_B maxAge max_age max-age db.host Max a MaxAgeDays shop-web-1 _a MAX_AGE"
NO_VARIABLES = "dXNlcjp6UTd4Vw shop-a8f29xq0k 1A a8Fk29xQ maxAgE A-B Ä"
RANDOM = "a8Fk29xQ x1y2z3a 9f86d081884c 123456789abc a1b2c3 kJ2mNpQrStUvW aBcDeFgHiJkLmN"
NOT_RANDOM = """
    a1b2c abcdef ABCDEF 123456 abcdefabcdef v1beta1 RuntimeDefault 12345678abc python3 sha256 aBcDeFgHiJkLm
    readOnlyMany 123456789012 Abcdefghijkl2m abcdefghijkl2m kJ2mNpQrStUv 2mnpqrstuvwxyz aaBcDeFgHiJkLm
"""


@pytest.mark.parametrize("name", RISKY.split())
def test_a_name_may_be_that_of_a_secret(name: str) -> None:
    assert is_risky(name)


@pytest.mark.parametrize("name", HARMLESS.split())
def test_a_name_is_no_risk(name: str) -> None:
    assert not is_risky(name)


@pytest.mark.parametrize(
    ("asked", "yes", "no"),
    [
        (is_number, NUMBERS, NO_NUMBERS),
        (is_address, ADDRESSES, NO_ADDRESSES),
        (is_harmless, f"{NUMBERS} {ADDRESSES} {WORDS} true NULL {{}}", "Debug shop debug1 hunter2"),
        (is_ordinary, ORDINARY, NOT_ORDINARY),
        (is_image, IMAGES, NO_IMAGES),
        (is_variable, VARIABLES, NO_VARIABLES),
        (looks_random, RANDOM, NOT_RANDOM),
    ],
)
def test_a_text_is_of_a_kind(asked: object, yes: str, no: str) -> None:
    assert callable(asked)
    assert [text for text in yes.split() if not asked(text)] == []
    assert [text for text in no.split() if asked(text)] == []


def test_nothing_is_an_ordinary_text_and_no_address() -> None:
    assert is_ordinary("")
    assert not is_address("")
    assert is_harmless("")


def test_an_ordinary_text_has_a_length() -> None:
    assert is_ordinary("a-" * 60)
    assert not is_ordinary("a-" * 60 + "a")
    assert is_ordinary("a" * 32)
    assert not is_ordinary("a" * 33)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("shop", "shop"),
        ("", ""),
        ("shop web", "shop web"),
        ("shop:web", "shop:web"),
        ("PASSWORD=hunter2", "PASSWORD***"),
        ("a://b", "a***"),
        ('"a', "***"),
        ("'a", "***"),
        ("a'b", "a***"),
        ('a"b', "a***"),
        ("password:hunter2", "password***"),
        ("password:", "password:"),
        (":hunter2", ":hunter2"),
        ("a:b:c", "a:b:c"),
        ("a:password:b", "a***"),
        ("password:a:b", "password:a:b"),
        ("host:u@h", "host***"),
        ("u@h", "u@h"),
        ("a8Fk29xQ=b", "***"),
        ("A8FK29XQ=b", "***"),
        ("SHOP_DB2_NAME=b", "SHOP_DB2_NAME***"),
        ("x" * 40 + "=b", "***"),
        ("shop-" * 8 + "=b", "shop-" * 8 + "***"),
        ("shop-" * 8 + "a=b", "***"),
        (" " * 253, " " * 253),
        (" " * 254, "***"),
        ("a " * 126 + "a", "a " * 126 + "a"),
        ("a " * 127, "a***"),
    ],
)
def test_a_name_is_shown_up_to_what_is_none(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize(
    ("key", "shown"), [("tls.key", "tls.key"), ("", ""), ("a b", "a***"), ("a" * 253, "a" * 253), ("a" * 254, "***")]
)
def test_a_key_is_shown_where_kubernetes_allows_it(key: str, shown: str) -> None:
    assert shown_key(key) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://x.example/a/b", "https://x.example/a/b"),
        ("https://x.example:8443/a", "https://x.example:8443/a"),
        ("https://u:p@x.example/a", "https://***@x.example/a"),
        ("https://@x.example/a", "https://***@x.example/a"),
        ("https://u:p/q@x.example", "https://***"),
        ("https://a8fk29xq.example/", "https://***/"),
        ("https://x.example/1/22/a", "https://x.example/1/22/a"),
        ("https://x.example/123/a", "https://x.example/***"),
        ("https://x.example/a8fk29xq/a", "https://x.example***"),
        ("https://x.example/deadbeef/a", "https://x.example***"),
        ("https://x.example/deadbee/a", "https://x.example/deadbee/a"),
        ("https://x.example/abc1defghijk/a", "https://x.example***"),
        ("https://x.example/abc1defghij/a", "https://x.example/abc1defghij/a"),
        ("https://x.example/abcdefghijk1/a", "https://x.example/abcdefghijk1/a"),
        ("https://x.example/hooks/a", "https://x.example/hooks***"),
        ("https://x.example/webhooks/a", "https://x.example/webhooks***"),
        ("https://x.example/token/a", "https://x.example/token***"),
        ("https://x.example/a//b", "https://x.example/a//b"),
        ("https://x.example/A", "https://x.example/***"),
        ("https://x.example?sslmode=require", "https://x.example?sslmode=require"),
        ("https://x.example?a=b&ssl=true", "https://x.example?***ssl=true"),
        ("https://x.example?ssl=true&a=b&tls=on", "https://x.example?ssl=true***tls=on"),
        ("https://x.example?sslmode=verify-full&a=b", "https://x.example?sslmode=verify-full***"),
        ("https://x.example?verifyServerCertificate=false", "https://x.example?verifyServerCertificate=false"),
        ("https://x.example?ssl=h2", "https://x.example?***"),
        ("https://x.example#a", "https://x.example***"),
        ("jdbc:postgresql://db/a", "jdbc:postgresql://db/a"),
    ],
)
def test_of_a_url_the_way_is_shown(text: str, shown: str) -> None:
    for offset in (0, 7):
        written = text
        for first, last in reversed(url_ranges(text, offset) or []):
            written = f"{written[: first - offset]}***{written[last - offset :]}"
        assert written == shown


@pytest.mark.parametrize("text", ["x.example/a", "a b://c", "A://b", "", "1://b"])
def test_a_text_is_no_url(text: str) -> None:
    assert url_ranges(text, 0) is None


@pytest.mark.parametrize(
    ("shown", "left"),
    [
        ([], [(2, 9)]), ([(2, 9)], []), ([(2, 4)], [(4, 9)]), ([(4, 9)], [(2, 4)]), ([(4, 6)], [(2, 4), (6, 9)]),
        ([(3, 5), (4, 6)], [(2, 3), (6, 9)]), ([(3, 7), (4, 5)], [(2, 3), (7, 9)]), ([(0, 3)], [(3, 9)]),
        ([(3, 5), (5, 7)], [(2, 3), (7, 9)]),
    ],
)  # fmt: skip
def test_what_is_left_between_the_parts_that_are_shown(
    shown: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    assert between((2, 9), shown) == left


TOKEN = "ghp_" + "b7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5oIq"
SIGNATURE = "b7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5oIqT0yKr7B"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("clone https://u:p@x.example/a now", "clone https://***@x.example/a now"),
        ("a://u@x", "a://***@x"),
        ("://u@x", "://***@x"),
        ("(://u@x)", "(://***@x)"),
        ("u:p@x.example", "***@x.example"),
        ("'u:p@x.example'", "'***@x.example'"),
        ("a=u:p@x.example", "a=***@x.example"),
        ("a,b/u:p@x", "a,b/***@x"),
        ("(u:p@x)", "(***@x)"),
        ('"u:p@x"', '"***@x"'),
        ("u@x.example:80", "u@x.example:80"),
        ("u@x:p@y", "***@y"),
        ("@x:1", "@x:1"),
        (":@x", "***@x"),
        ("web:7@sha256:abc", "web:7@sha256:abc"),
        ("web:7@sha512:abc", "web:7@sha512:abc"),
        ("web:7@sha1:abc", "***@sha1:abc"),
        (TOKEN, "***"),
        (f"a {TOKEN}, b", "a ***, b"),
        (f"x={TOKEN}", "x=***"),
        (f"x{TOKEN}", f"x{TOKEN}"),
        (f"({TOKEN})", "(***)"),
        ("ghp_ and ghp_a", "ghp_ and ghp_a"),
        (f"https://x?sv=1&sig={SIGNATURE}", "https://x?sv=1&sig=***"),
        ("see sig=a b", "see sig=a b"),
        ("DB_PASSWORD=hunter2", "DB_PASSWORD=***"),
        ("DB_PASSWORD=hunter2, then", "DB_PASSWORD=***, then"),
        ("(--password='hunter2').", "(--password='***')."),
        ("DB_PASSWORD=true", "DB_PASSWORD=true"),
        ("DB_PASSWORD=true.", "DB_PASSWORD=true."),
        ("DB_PASSWORD=$(PASSWORD)", "DB_PASSWORD=$(PASSWORD)"),
        ("DB_PASSWORD=${PASSWORD}", "DB_PASSWORD=${PASSWORD}"),
        ("DB_PASSWORD=***", "DB_PASSWORD=***"),
        ("DB_PASSWORD=$PASSWORD", "DB_PASSWORD=***"),
        ("LOG_FORMAT=hunter2", "LOG_FORMAT=hunter2"),
        ("LOG_FORMAT=a;DB_PASSWORD=hunter2;a=b", "LOG_FORMAT=a;DB_PASSWORD=***"),
        ("DB_PASSWORD=1;DB_TOKEN=hunter2", "DB_PASSWORD=1;DB_TOKEN=***"),
        ("no sign of anything", "no sign of anything"),
    ],
)
def test_a_sentence_is_said_without_what_lets_one_in(text: str, shown: str) -> None:
    assert masked(text) == shown
