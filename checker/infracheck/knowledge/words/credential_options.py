"""Options of programs that take a password, though their names do not say so."""

from __future__ import annotations

from enum import Enum, auto


class Takes(Enum):
    """What an option takes, and where."""

    LOGIN = auto()
    """`user:password`, in the same word or the next one."""
    PASSWORD = auto()
    """A password, in the same word or the next one."""
    PASSWORD_APART = auto()
    """A password, which is the next word."""
    PASSWORD_BEHIND = auto()
    """A password, which is the rest of the word: `-phunter2`."""


_MYSQL = {"-p": Takes.PASSWORD_BEHIND}
_MONGO = {"-p": Takes.PASSWORD_APART}
_JAVA = {"-storepass": Takes.PASSWORD_APART, "-keypass": Takes.PASSWORD_APART}
_LDAP = {"-w": Takes.PASSWORD}
PASSWORD_OPTIONS: dict[str, dict[str, Takes]] = {
    "curl": {"-u": Takes.LOGIN, "--user": Takes.LOGIN, "-U": Takes.LOGIN, "--proxy-user": Takes.LOGIN},
    "sshpass": {"-p": Takes.PASSWORD},
    **dict.fromkeys(("mysql", "mysqladmin", "mysqldump", "mysqlimport", "mariadb", "mariadb-dump"), _MYSQL),
    **dict.fromkeys(("mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport"), _MONGO),
    "redis-cli": {"-a": Takes.PASSWORD_APART},
    **dict.fromkeys(("keytool", "jarsigner"), _JAVA),
    **dict.fromkeys(("ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldappasswd", "ldapwhoami"), _LDAP),
}
"""By program: the manuals of curl(1), sshpass(1), mysql(1), mongosh, redis-cli, keytool and ldapsearch(1)."""
