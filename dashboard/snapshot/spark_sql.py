"""What Spark says differently: its dialect of the expressions, and Ibis' backend with Arrow instead of pandas.

A value must come out of Spark as it comes out of DuckDB, byte for byte; where Ibis' own translation differs, the right
one is here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.schema as sch
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.pyspark import Backend as PySparkBackend
from ibis.backends.pyspark.datatypes import PySparkType
from ibis.backends.sql.compilers.base import NULL
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.formats.pyarrow import PyArrowData
from pyspark.sql import types

_MOMENTS = {types.TimestampType: dt.Timestamp("UTC", 6), types.TimestampNTZType: dt.Timestamp(None, 6)}

_ = ibis.pyspark  # reads the backend's options in

# Java writes 1.0E7 from 10,000,000 on, DuckDB 1e+16 from 10^16 on; both write as many digits as tell numbers apart.
_FLOAT_TEXT = r"""CASE
  WHEN isnan({x}) THEN 'nan'
  WHEN {x} = double('Infinity') THEN 'inf'
  WHEN {x} = double('-Infinity') THEN '-inf'
  WHEN {x} = 0 OR NOT contains(CAST({x} AS STRING), 'E') THEN CAST({x} AS STRING)
  WHEN abs({x}) >= 1e7 AND abs({x}) < 1e16
    THEN regexp_replace(CAST(CAST(CAST({x} AS STRING) AS DECIMAL(38, 9)) AS STRING), '(\\.[0-9]+?)0*\\z', '$1')
  WHEN abs({x}) >= 1e-4 AND abs({x}) < 1e-3
    THEN regexp_replace(CAST(CAST(CAST({x} AS STRING) AS DECIMAL(38, 30)) AS STRING), '(\\.[0-9]+?)0*\\z', '$1')
  ELSE concat(
    regexp_replace(split_part(CAST({x} AS STRING), 'E', 1), '\\.0\\z', ''), 'e',
    CASE WHEN abs({x}) < 1 THEN '-' ELSE '+' END,
    lpad(abs(CAST(split_part(CAST({x} AS STRING), 'E', 2) AS INT)), greatest(2, length(
      CAST(abs(CAST(split_part(CAST({x} AS STRING), 'E', 2) AS INT)) AS STRING))), '0'))
  END"""


# What differs between the regular expressions of DuckDB (RE2) and Java: white space, and an end that is none.
_SPACES = r"\t\n\f\r "
_SIGN = re.compile(r"\\.|[\[\]$]", re.DOTALL)


def java_pattern(pattern: str) -> str:
    """Return a regular expression that means in Java what the given one means in DuckDB."""
    within = False

    def translated(found: re.Match[str]) -> str:
        nonlocal within
        sign = found.group()
        if sign in "[]":
            within = sign == "["
        if within:
            return {r"\s": _SPACES}.get(sign, sign)
        return {r"\s": f"[{_SPACES}]", r"\S": f"[^{_SPACES}]", "$": r"\z"}.get(sign, sign)

    return _SIGN.sub(translated, pattern)


class SparkCompiler(PySparkCompiler):  # type: ignore[misc]
    """Ibis' translation into Spark's SQL, brought to DuckDB's meaning."""

    __slots__ = ()

    def visit_IsNull(self, op: ops.IsNull, *, arg: Any) -> Any:  # noqa: N802
        """Return whether a value is missing; not-a-number is a value."""
        return arg.is_(NULL)

    def visit_NotNull(self, op: ops.NotNull, *, arg: Any) -> Any:  # noqa: N802
        """Return whether a value is there; not-a-number is a value."""
        return arg.is_(sge.Not(this=NULL))

    def visit_CountStar(self, op: ops.CountStar, *, arg: Any, where: Any) -> Any:  # noqa: N802
        """Return how many rows there are; without any it is 0, not nothing."""
        return super().visit_CountStar(op, arg=arg, where=where) if where is None else self.f.count_if(where)

    def visit_RegexSearch(self, op: ops.RegexSearch, *, arg: Any, pattern: Any) -> Any:  # noqa: N802
        """Return whether a text matches; the signs of the pattern mean what they mean in DuckDB."""
        meant = sge.convert(java_pattern(op.pattern.value)) if isinstance(op.pattern, ops.Literal) else pattern
        return sge.RegexpLike(this=arg, expression=meant)

    def visit_BitOr(self, op: ops.BitOr, *, arg: Any, where: Any) -> Any:  # noqa: N802
        """Return the bits that any of some numbers has."""
        return self.f.bit_or(arg if where is None else self.if_(where, arg, NULL))

    def visit_Cast(self, op: ops.Cast, *, arg: Any, to: dt.DataType) -> Any:  # noqa: N802
        """Return a cast; numbers and instants become the same texts as in DuckDB."""
        held = op.arg.dtype
        if to.is_string() and held.is_floating():
            return self._written(_FLOAT_TEXT, arg)
        text = super().visit_Cast(op, arg=arg, to=to)
        if to.is_string() and held.is_timestamp() and held.timezone:
            return self.f.concat(text, sge.convert("+00"))
        return text

    def visit_IntervalFromInteger(self, op: ops.IntervalFromInteger, *, arg: Any, unit: Any) -> Any:  # noqa: N802
        """Return minutes without making a text of them first."""
        if unit.short == "m":
            return self.f.anon.make_dt_interval(0, 0, arg, 0)
        return super().visit_IntervalFromInteger(op, arg=arg, unit=unit)

    def _written(self, template: str, arg: Any) -> Any:
        """Return an expression written in Spark's SQL."""
        return sge.maybe_parse(template.format(x=arg.sql(self.dialect)), dialect=self.dialect)


class SparkBackend(PySparkBackend):  # type: ignore[misc]
    """Ibis' backend; tables come and go as Arrow, and instants are told from local times."""

    compiler = SparkCompiler()

    def get_schema(self, table_name: str, *, catalog: str | None = None, database: str | None = None) -> sch.Schema:
        """Return the columns of a table."""
        found = super().get_schema(table_name, catalog=catalog, database=database)
        held = {one.name: type(one.dataType) for one in self._session.table(table_name).schema}
        return sch.Schema({name: _MOMENTS.get(held[name], kind) for name, kind in found.items()})

    def to_pyarrow(
        self,
        expr: ir.Expr,
        /,
        *,
        params: Mapping[ir.Scalar, Any] | None = None,
        limit: int | str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Return the rows of an expression."""
        self._run_pre_execute_hooks(expr)
        table = expr.as_table()
        found = self._session.sql(self.compile(table, params=params, limit=limit, **kwargs)).toArrow()
        return expr.__pyarrow_result__(PyArrowData.convert_table(found, table.schema()))

    def _register_in_memory_table(self, op: ops.InMemoryTable) -> None:
        rows: pa.Table = op.data.to_pyarrow(op.schema)
        self._session.createDataFrame(rows, schema=self._arrow_schema(op.schema)).createOrReplaceTempView(op.name)

    @staticmethod
    def _arrow_schema(schema: sch.Schema) -> types.StructType:
        """Return the types of a table; local times have no zone."""
        local = {name for name, kind in schema.items() if kind.is_timestamp() and not kind.timezone}
        return types.StructType(
            [
                types.StructField(name, types.TimestampNTZType() if name in local else PySparkType.from_ibis(kind))
                for name, kind in schema.items()
            ]
        )
