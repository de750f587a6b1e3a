"""Values that only stand where a credential would: templates, references to a store, words that say so."""

from __future__ import annotations

OPAQUE = "\ue000"
"""Stands in a shape for a part that comes from a secret, or that the files do not tell."""
_FILLERS = (
    "changeme", "change-me", "change_me", "change me", "changeit", "replace", "placeholder", "your-", "your_", "your ",
    "example", "redacted", "todo", "xxx", "***", "dummy", "insert", "fixme", "tbd", "enter-", "to-be-",
    "not set", "not-set", "unset",
)  # fmt: skip
_REFERENCES = (
    "enc[", "vault:", "ref+", "op://", "sops:", "arn:aws:", "gcp-sm:", "awssm:", "@microsoft.keyvault",
    # Berglas, "Environment variable references"
    "berglas://", "sm://",
    # `<path:…>`: Argo CD Vault Plugin, "Inline-path placeholders"
    "<path:",
    # encrypted: Jasypt's `ENC(…)`, Spring Cloud Config's "Encryption and Decryption"
    "enc(", "{cipher}",
    # Bank-Vaults, "Mutate any kind of k8s resources": `>>vault:` is read on each start
    ">>vault:",
    # hashed, as Spring Security's "Password Storage Format" and RFC 2307's userPassword mark it
    "{bcrypt}", "{pbkdf2}", "{scrypt}", "{argon2}", "{ssha", "{crypt}",
)  # fmt: skip
# words that files of settings begin with too: a reference is all of its text
_REFERENCES_ALONE = (
    "arn:", "aws-sm:", "ssm:", "keyvault:", "akv:", "bao:", "doppler:", "projects/", "env:", "env.", "file:", "secret:",
    # Bank-Vaults' secret-init: "gcp:secretmanager:projects/…", "azure:keyvault:…"; Azure's container apps
    "gcp:secretmanager:", "azure:keyvault:", "aws:secretsmanager:", "aws:ssm:", "secretsmanager:", "secretmanager:",
    "secretref:", "keyvaultref:", "infisical:", "conjur:", "akeyless:", "bitwarden:", "bws:",
    "1password:", "onepassword:", "keychain:", "awsps:", "awsssm:",
)  # fmt: skip
# Azure Key Vault to Kubernetes, "Inject Secrets": `<name of its object>@azurekeyvault`
_REFERENCE_END = "@azurekeyvault"
# what kubeseal makes of the shortest text: a key of RSA 2048 alone takes 344 characters
_SHORTEST_SEALED = 344
_PAIRS = (("{", "}"), ("<", ">"), ("$", ""), ("%", "%"), ("[", "]"), ("(", ")"))
_LONGEST = 8192


def is_placeholder(text: str) -> bool:
    """Whether a value is no credential but stands for one."""
    low = text.strip()[:_LONGEST].lower()
    if not low or OPAQUE in low or is_filler(low) or is_reference(low):
        return True
    if "$(" in low or "${" in low or "{{" in low or "<path:" in low:
        return True
    if "\n" in low or '"' in low or ":" in low:
        return False
    return any(low.startswith(first) and low.endswith(last) for first, last in _PAIRS)


def is_filler(text: str) -> bool:
    """Whether a value says that another belongs in its place: `changeme`, `your-token`."""
    return text[:_LONGEST].lower().startswith(_FILLERS)


def is_reference(text: str) -> bool:
    """Whether a value tells where a credential is kept, or is sealed: `vault:secret/data/db#pw`, `ENC[…]`."""
    low = text[:_LONGEST].lower()
    if low.startswith(_REFERENCES):
        return True
    if low.startswith(_REFERENCES_ALONE):
        return not any(letter.isspace() for letter in low)
    if low.endswith(_REFERENCE_END):
        return True
    return low.startswith("agb") and len(text) >= _SHORTEST_SEALED
