"""SMTP: how mail is handed in."""

from __future__ import annotations

from infracheck.knowledge.products.records.product import VERIFIED, Product
from infracheck.knowledge.products.records.vendor import Vendor

SMTP = Product(
    "SMTP",
    {"smtp": None, "smtps": VERIFIED},
    25,
    (465,),
    scheme_ports={"smtps": 465},
    prefixes=("SMTP", "MAIL", "EMAIL", "MAILER", "SPRING_MAIL", "GF_SMTP"),
    # whom one writes to
    not_hosts=("MAIL_ADDR", "MAIL_ADDRESS", "EMAIL_ADDR", "EMAIL_ADDRESS"),
    vendors=(
        Vendor("Amazon SES", amazon=("email-smtp.",)),
        Vendor("SendGrid", ("smtp.sendgrid.net",)),
        Vendor("Mailgun", ("smtp.mailgun.org", "smtp.eu.mailgun.org")),
    ),
    has_shared_port=True,
    # 25, 465 and 587
    has_many_ports=True,
)
