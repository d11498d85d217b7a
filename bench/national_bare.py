"""The bare aggregation of a national week: one SQL query that any engineer would write over the Parquet files.

It reads the same files and gives numerators and denominators of the same indicators by school, and nothing else: it
trusts every row, checks no reference, value, date or duplicate, hashes and keeps nothing, knows no calendar, no revised
series and no profile. What a build takes beyond it is the price of numbers that can be trusted.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb

TABLES = "schools classes accounts lessons topics homework marks attendance comments held logins".split()  # noqa: SIM905
QUERY = """
WITH live AS (
    SELECT lesson_id, class_id, date, slot FROM lessons WHERE status IN ('scheduled', 'substituted')
), judged AS (
    SELECT
        lesson_id, entered_at, edited_at, (date + INTERVAL 32 HOUR)::TIMESTAMPTZ AS late,
        CASE WHEN journal_kind = 'classical' THEN work_type IN ('answer', 'behaviour', 'classwork', 'recitation')
             ELSE work_type = 'formative' END AS eligible
    FROM marks JOIN live USING (lesson_id) JOIN classes USING (class_id)
    WHERE entered_at <= $ends
), marked AS (
    SELECT lesson_id, count(*) AS marks, count(*) FILTER (eligible) AS eligible,
        count(*) FILTER (eligible AND (entered_at < late OR edited_at < late)) AS timely
    FROM judged GROUP BY lesson_id
), entries AS (
    SELECT lesson_id, 1 AS kind FROM topics WHERE entered_at <= $ends
    UNION ALL SELECT lesson_id, 2 FROM homework WHERE entered_at <= $ends
    UNION ALL SELECT lesson_id, 3 FROM attendance WHERE entered_at <= $ends
    UNION ALL SELECT lesson_id, 4 FROM comments WHERE entered_at <= $ends
    UNION ALL SELECT lesson_id, 5 FROM held WHERE entered_at <= $ends
), entered AS (
    SELECT lesson_id, bool_or(kind = 1) AS topic, count(*) FILTER (kind = 2) AS homework,
        bool_or(kind IN (3, 4)) AS seen, bool_or(kind = 5) AS held
    FROM entries GROUP BY lesson_id
), by_class AS (
    SELECT class_id, count(*) AS lessons, count(DISTINCT (date, slot)) AS slots,
        count(*) FILTER (topic OR homework > 0) AS planned, count(*) FILTER (marks > 0 OR seen OR held) AS recorded,
        sum(marks) AS marks, sum(eligible) AS eligible, sum(timely) AS timely, sum(homework) AS homework
    FROM live LEFT JOIN entered USING (lesson_id) LEFT JOIN marked USING (lesson_id) GROUP BY class_id
), journals AS (
    SELECT school_id, count(*) AS classes, count(*) FILTER (slots >= 10) AS classes_full, sum(lessons) AS lessons,
        sum(planned) AS planned, sum(recorded) AS recorded, sum(marks) AS marks, sum(eligible) AS eligible,
        sum(timely) AS timely, sum(homework) AS homework
    FROM classes LEFT JOIN by_class USING (class_id) GROUP BY school_id
), people AS (
    SELECT school_id, role, count(*) AS created,
        count(*) FILTER (registered_at <= $ends AND first_login_at <= $ends) AS activated
    FROM accounts WHERE created_on < $ends AND (archived_at IS NULL OR archived_at > $ends) GROUP BY school_id, role
), spread AS (
    SELECT school_id, list((role, created, activated)) AS people FROM people GROUP BY school_id
), days AS (
    SELECT school_id, count(*) AS logins FROM (SELECT DISTINCT school_id, person_id, date FROM logins)
    GROUP BY school_id
)
SELECT * FROM schools
LEFT JOIN journals USING (school_id) LEFT JOIN spread USING (school_id) LEFT JOIN days USING (school_id)
"""


def rows(folder: Path, ends: str) -> list[dict[str, Any]]:
    """Run the query over a drop, with DuckDB's own settings for memory and threads; one row is one school."""
    engine = duckdb.connect()
    engine.execute("SET TimeZone = 'UTC'")
    engine.execute(f"SET temp_directory = '{folder.parent / 'spill'}'")
    for name in TABLES:
        path = str(folder / name / "*.parquet").replace("'", "''")
        engine.execute(f"CREATE VIEW {name} AS FROM read_parquet('{path}')")
    found = engine.execute(QUERY.replace("$ends", f"TIMESTAMPTZ '{ends}'"))
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


if __name__ == "__main__":
    print(len(rows(Path(sys.argv[1]), sys.argv[2])))
