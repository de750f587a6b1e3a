"""Microsoft SQL Server."""

from __future__ import annotations

from infracheck.knowledge.products.records.product import OFF, UNVERIFIED, VERIFIED, Product
from infracheck.knowledge.products.records.tls_rule import Default, Rule, words
from infracheck.knowledge.products.records.vendor import Vendor
from infracheck.knowledge.words.switches import DRIVER_FALSE, DRIVER_TRUE

SQL_SERVER = Product(
    "SQL Server",
    {"mssql": None, "sqlserver": None},
    1433,
    prefixes=("MSSQL", "SQLSERVER"),
    type_words=("mssql",),
    drivers={"jdbc:sqlserver": "mssql-jdbc", "mssql+pyodbc": "ODBC", "mssql+pymssql": "FreeTDS"},
    rules=(
        Rule(("Encrypt",), words("strict"), VERIFIED),
        Rule(("Encrypt",), DRIVER_FALSE | {"optional"}, OFF),
        Rule(("TrustServerCertificate", "Trust Server Certificate"), DRIVER_TRUE, UNVERIFIED),
        Rule(("Encrypt",), DRIVER_TRUE | {"mandatory"}, VERIFIED),
        Rule(("driver",), words("odbc+driver+17+for+sql+server", "odbc driver 17 for sql server"), OFF),
        Rule(("driver",), words("odbc+driver+18+for+sql+server", "odbc driver 18 for sql server"), VERIFIED),
    ),
    defaults=(Default("Encrypt is not set, and the default depends on the driver", None),),
    images=("mssql-server", "mssql/server", "azure-sql-edge"),
    servers=("sqlservr",),
    data_folders=("/var/opt/mssql",),
    logins=("sa:sa", "sa:"),
    vendors=(Vendor("Azure SQL", (".database.windows.net",), enforces_tls=True),),
    is_store=True,
    is_database_or_cache=True,
    requires_login=True,
    has_distinctive_port=True,
)
