"""What PostgreSQL needs beside the versions, so that they can be written once for both databases.

SQLite keeps texts of any length, compares them code point by code point, and counts to 2^63. Here the same is asked
for: every text is ``TEXT COLLATE "C"``, every count ``BIGINT``. An order of texts that is not the server's own also
stays the same when the server's system is renewed, which has broken many an index.
"""

from __future__ import annotations

from sqlalchemy import Connection

# Alembic's own table allows 32 characters; our names may be longer.
_VERSIONS = """
CREATE TABLE IF NOT EXISTS alembic_version (
    version_num TEXT COLLATE "C" NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)
"""

# One row is one column that a version made otherwise. Keys of rows are left as they are: nobody counts with them.
_OTHERWISE = """
SELECT c.table_name, c.column_name, c.data_type
FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND (
    c.data_type IN ('character varying', 'text')
        AND (c.collation_name IS DISTINCT FROM 'C' OR c.data_type <> 'text')
    OR c.data_type = 'integer' AND NOT EXISTS (
        SELECT FROM information_schema.key_column_usage k JOIN information_schema.table_constraints n
            USING (constraint_schema, constraint_name, table_name)
        WHERE n.constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') AND k.table_schema = c.table_schema
            AND k.table_name = c.table_name AND k.column_name = c.column_name))
ORDER BY c.table_name, c.ordinal_position
"""


def prepare(connection: Connection) -> None:
    """Make the table that holds the version, before the first one runs."""
    connection.exec_driver_sql(_VERSIONS)


def adapt(connection: Connection) -> None:
    """Give the columns that the versions just made the types they have on PostgreSQL; others are left alone."""
    quote = connection.dialect.identifier_preparer.quote
    changes: dict[str, list[str]] = {}
    for table, column, kind in connection.exec_driver_sql(_OTHERWISE):
        wanted = "BIGINT" if kind == "integer" else 'TEXT COLLATE "C"'
        changes.setdefault(table, []).append(f"ALTER COLUMN {quote(column)} TYPE {wanted}")
    for table, steps in changes.items():
        connection.exec_driver_sql(f"ALTER TABLE {quote(table)} {', '.join(steps)}")
