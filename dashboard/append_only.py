"""Triggers that let a log only grow: the database itself refuses to change its rows, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import DDL, Table, event

_ADDED = "publication_log is only ever added to"
_KEPT = "audit is only added to; a line stays for 90 days at least"
# Log to database to the statements that follow the making of its table.
TRIGGERS: Mapping[str, Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "publication_log": {
            "sqlite": [
                f"CREATE TRIGGER publication_log_{change} BEFORE {change.upper()} ON publication_log "
                f"BEGIN SELECT RAISE(ABORT, '{_ADDED}'); END"
                for change in ("update", "delete")
            ],
            "postgresql": [
                "CREATE FUNCTION publication_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{_ADDED}'; END $$",
                "CREATE TRIGGER publication_log_keep BEFORE UPDATE OR DELETE ON publication_log "
                "FOR EACH ROW EXECUTE FUNCTION publication_log_refuse()",
            ],
        },
        "audit": {
            "sqlite": [
                f"CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END",
                "CREATE TRIGGER audit_delete BEFORE DELETE ON audit "
                f"WHEN OLD.at > datetime('now', '-90 days') BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END",
            ],
            "postgresql": [
                "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{_KEPT}'; END $$",
                "CREATE TRIGGER audit_update BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
                "CREATE TRIGGER audit_delete BEFORE DELETE ON audit FOR EACH ROW "
                "WHEN (OLD.at > now() - interval '90 days') EXECUTE FUNCTION audit_refuse()",
            ],
        },
    }
)


def only_added_to(log: Table) -> None:
    """Give a table its triggers as soon as it is made."""
    for dialect, statements in TRIGGERS[log.name].items():
        for statement in statements:
            ddl = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(log, "after_create", ddl.execute_if(dialect=dialect))
