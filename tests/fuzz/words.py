"""Scalars, tags and pieces of text that parsers and policies may trip over."""

from __future__ import annotations

NUMBERS = (
    "0", "-0", "+0", "00", "1", "-1", "+1", "0x10", "0X1F", "0o17", "017", "08", "0b1", "1_000", "_1", "1e3", "1E3",
    "1e", "1e999", "-1e999", "1e-999", ".inf", "-.inf", ".nan", ".NaN", "1:30", "190:20:30.5", "0.1", "1.", ".5", ".",
    "1.5", "65535", "65536", "2147483647", "2147483648", "4294967296", "9223372036854775808", "-9223372036854775809",
    "9" * 400, "9" * 5000, "0." + "1" * 5000, "²", "٣", "१", "１２", "½", "Ⅷ", "1 000", " 1", "1 ", "1\u00a0", "0x",
    "--1", "1.2.3", "50%", "-1%", "101%", "%", "1.5%", "²%", "0777", "0o777", "511", "0888", "438", "-511", "1.0",
    "80/tcp", "8080-8090",
)  # fmt: skip
QUANTITIES = (
    "100m", "1Gi", "1.5Gi", "1e3Mi", "-1Gi", "+1Gi", "1K", "1k", "1E", "1e", "5Ei", "n", "1n", "1u", "1µ", "1GiB",
    "Gi", ".Gi", "1 Gi", "١Gi", "9" * 400 + "Ei", "1e1000", "1e-1000Ki", "0.0000000001", "0m", "1m1",
)  # fmt: skip
DURATIONS = (
    "1h", "1d", "1w", "1y", "1h30m", "-1s", "1.5h", "1µs", "1μs", "1us", "P1D", "PT5M", "1hh", "h", "1h1", "²h",
    "9" * 400 + "h", "1e3s", ".5s", "1.s", "∞",
)  # fmt: skip
WORDS = (
    "", "~", "null", "Null", "true", "True", "TRUE", "yes", "no", "on", "off", "y", "n", "maybe", "none", "None",
    "root", "0:0", "+0", "root:root", "1000:", ":1000", "nobody", "latest", "*", "**", "[*]", "default",
    "kube-system", "all", "ALL", "=", "<<", "a" * 300, "a" * 5000, "-" * 300, "a\nb", "\n", "\n\n\n", " ", "\t",
    "a\tb", "a\0b", "\x1b[31mred\x1b[0m", "\x85", "\u2028", "\u202eabc", "\ufeff", "\u200b", "\U0001f600", "é", "İ",
    "ß", "#", "# a", "a #b", "- a", "-", "---", "...", "{", "}", "[", "]", "{a: b", "&a", "*a", "|", ">", "@", "`",
    "!!", "!", "?", "? a", ":", ": ", "a: b", ",", "'", '"', "\\", "\\x", "\\ud800", "%YAML 1.1", "$", "$$", "$(",
    "$(VAR)", "$((1))", "${", "${VAR}", "${VAR:-", "${VAR:-x}", "$VAR", "$(A)$(B)", "{{ .Values.x }}", "{{", "}}",
    "{% if %}", "##[error]x", "::error::x", "##vso[task]x",
)  # fmt: skip
REFERENCES = (
    ":", "@", "a:b:c", "a@sha256:abc", "a@sha256:" + "0" * 64, "a@", "a:", ":tag", "@sha256:" + "0" * 64,
    "reg:5000/a", "reg:x/a:1", "reg.io//a", "/", "//", "/a", "a/", "A/B", "localhost/a", "[::1]:5000/a", "scratch",
    "a:" + "b" * 200, "docker://a", "a b", "é/é:é", "nginx:1.27@sha256:" + "f" * 64, "library/nginx",
    "docker.io/nginx", "docker.io/library/nginx:latest",
)  # fmt: skip
ADDRESSES = (
    "postgres://", "postgres://u:p@h:99999/d?sslmode=x", "postgres://u:p@h:x/d", "postgres://u:p@[::1]:5432/d",
    "postgres://[", "postgres://[::1", "http://[::ffff:10.1.2.3]:80/", "http://[v1.x]/", "http://", "http://:80",
    "http://h:²", "http://h:٣/", "//h/p", "redis://:@", "redis://:p@h:6379/²", "rediss://h?ssl_cert_reqs=none",
    "jdbc:postgresql://h/d?ssl=%zz", "jdbc:", "jdbc:sqlserver://h;", "jdbc:oracle:thin:@//h:1521/s",
    "jdbc:mysql://(host=a,port=b)/d", "mongodb+srv://a,b,c/?tls=maybe", "mongodb://a:1,b:x,c/d", "amqp://%",
    "amqps://u%3Ap@h/%2f", "kafka://a:9092,b", "mysql://u@h/d?ssl-mode=DISABLED", "host=h port=x sslmode=",
    "host='a b", "Server=tcp:x,1433;Password={a;b};Encrypt=", "user:pass@tcp(h:3306)/d?tls=skip-verify",
    "user:pass@tcp(", "ldap://h:389/dc=x??sub", "smtp://u:p@h:25", "s3://b/k", "sqlite:///x", "file:///etc/passwd",
    "data:;base64,", "10.0.0.0/8", "0.0.0.0/0", "::/0", "::", "256.1.1.1", "10.0.0.1:99999", "1.2.3.4/33",
    "fe80::1%eth0", "a..b", ".a", "a.", "-a.b", "xn--", "x" * 64 + ".com", "https://e.x/#?&=",
    "http://h?" + "a=b&" * 200, "http://u:p@h@i/", "http://h\\@i/", "http://é.fr/", "http://%00/",
    "postgres://u:p%@h/d",
)  # fmt: skip
ENCODED = (
    "====", "YQ==", "YQ=", "YQ", "Y Q = =", "!!!!", "YQ==\n", "/+/+", "-_-_", "AAAA" * 100,
    "-----BEGIN PRIVATE KEY-----\nAAAA\n", "-----BEGIN CERTIFICATE-----", '{"a":', '{"a": 1}', "[1, 2",
    '{"auths": {"h": {"auth": "x"}}}', "a=b\nc", "[a]\nb=c", "a.b=c\\\n d", "a = \"b\"\n[c", "a: [b", "a: &x [*x]",
    "a: b: c", "<a>b</a>", "user nginx;", "2024-01-01", "2024-13-45", "0000-00-00T00:00:00Z",
    "2024-01-01T00:00:00+99:99", "* * * * *", "@hourly", "61 25 32 13 8", "*/0 * * * *", "TZ=x * * * * *",
    "eyJhbGciOiJIUzI1NiJ9.e30.x", "AKIAIOSFODNN7EXAMPLE", "vault:secret/data/x#y", "ref+vault://x",
    "ENC[AES256_GCM,data:x]", "sops:", "AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq",
)  # fmt: skip
PATHS = (
    "/",
    "/..",
    "../..",
    "a/../b",
    "\\",
    "C:\\",
    "/etc/",
    "/var/run/docker.sock",
    "/proc",
    "//a",
    "a//b",
    "/a\0b",
    "~",
    "/" * 300,
    "./",
)
EXPRESSIONS = (
    "a in (b,c)", "a notin (b", "!a", "a,b", "a=b,c==d", "a!=", "x.metadata.labels['y']", "metadata.name",
    "spec.nodeName", "limits.cpu", "requests.²", "object.spec.replicas > 3", "/regex(", "(a+)+$", "[z-a]",
)  # fmt: skip
ODD = (
    *NUMBERS, *QUANTITIES, *DURATIONS, *WORDS, *REFERENCES, *ADDRESSES, *ENCODED, *PATHS, *EXPRESSIONS,
)  # fmt: skip
_TYPES = (
    "int", "float", "bool", "null", "str", "binary", "timestamp", "set", "omap", "pairs", "merge", "value", "seq",
    "map", "python/object/apply:os.system", "python/none",
)  # fmt: skip
TAGS = (*(f"tag:yaml.org,2002:{name}" for name in _TYPES), "!custom", "!", "!Ref", "tag:example.com,2000:x")
INSERTS = (
    b"\t", b"\r", b"\r\n", b"\xef\xbb\xbf", b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\xc2\x85",
    b"\x1b[2J", b"---\n", b"\n---\n", b"...\n", b"%YAML 9.9\n---\n", b"%TAG ! x\n", b"# ", b"#", b"&a ", b"*a ",
    b"*a", b"'", b'"', b"{{ .Values.x }}", b"{{", b"}}", b"{% if %}", b"- ", b": ", b":", b"? ", b"|\n", b">-\n",
    b"|2\n", b"!!int ", b"!!float ", b"!!bool ", b"!!null ", b"!!binary ", b"!!set ", b"!x ", b"<<: ", b"<<: *a\n",
    b"[", b"]", b"{", b"}", b",", b"\n", b"\n\n", b" ", b"    ", b"\\", b"\\\n", b"`", b"$(", b"${", b"$", b"=",
    b"<<EOF\n", b"EOF\n", b"&&", b"|", b";", b"0", b"9" * 50, b"-", b"\xc2\xb2", b"\xd9\xa3", b"apiVersion: v1\n",
    b"kind: List\n", b"items:\n- ", b'"apiVersion": "v1", ',
)  # fmt: skip
