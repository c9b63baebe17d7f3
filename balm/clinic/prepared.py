"""Queries, and changes of one row, that are put into SQL once: on the way of a check-in, that takes ten times as long as to ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any as Anything
from typing import TypeVar

from django.db import connection
from django.db.models import AutoField, Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)


class Blank(Value):
    """A place in a query, filled in each time that it is asked: with what the field of this model may be compared with."""

    def __init__(self, model: type[Model], name: str) -> None:
        field: Anything = model._meta.get_field(name)
        super().__init__(name, output_field=field)

    def as_sql(self, compiler: SQLCompiler, connection: Anything) -> tuple[str, Anything]:
        return "%s", (self,)


class Prepared:
    """A query of values (`values_list`) with blanks. `make` answers it without asking it."""

    def __init__(self, make: Callable[[], QuerySet[Anything, Anything]]) -> None:
        self._make = make
        self._known: dict[str, tuple[str, tuple[Anything, ...], list[tuple[int, Anything, Anything]]]] = {}

    def __call__(self, **given: object) -> list[tuple[Anything, ...]]:
        """The rows, with each blank filled in by its name."""
        sql, params, converters = self._known.get(connection.vendor) or self._put_into_sql()
        filled = [one.output_field.get_db_prep_value(given[one.value], connection) if isinstance(one, Blank) else one for one in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            rows: list[tuple[Anything, ...]] = cursor.fetchall()
        for place, convert, expression in converters:
            rows = [(*row[:place], convert(row[place], expression, connection), *row[place + 1 :]) for row in rows]
        return rows

    def _put_into_sql(self) -> tuple[str, tuple[Anything, ...], list[tuple[int, Anything, Anything]]]:
        compiler = self._make().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [expression for expression, *_ in compiler.select]
        converters = [
            (place, convert, expression)
            for place, (converts, expression) in compiler.get_converters(columns).items()
            for convert in converts
        ]
        found = self._known[connection.vendor] = sql, tuple(params), converters
        return found


_inserts: dict[tuple[str, type[Model]], tuple[str, list[Anything]]] = {}
_updates: dict[tuple[str, type[Model], tuple[str, ...]], str] = {}


def add(new: Model) -> None:
    """Put a new row in. A key that the database makes is not read back."""
    model = type(new)
    found = _inserts.get((connection.vendor, model))
    if found is None:
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        sql = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
        found = _inserts[(connection.vendor, model)] = sql, fields
    sql, fields = found
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(field.pre_save(new, True), connection) for field in fields])
    new._state.adding, new._state.db = False, connection.alias


def change(known: Model, *names: str) -> None:
    """Write these fields of a row that is there."""
    model, meta = type(known), type(known)._meta
    sql = _updates.get((connection.vendor, model, names))
    if sql is None:
        quote = connection.ops.quote_name
        changed = ", ".join(f"{quote(str(meta.get_field(name).column))} = %s" for name in names)  # type: ignore[union-attr]
        key = quote(str(meta.pk.column))
        sql = _updates[(connection.vendor, model, names)] = f"UPDATE {quote(meta.db_table)} SET {changed} WHERE {key} = %s"  # noqa: S608
    fields: list[Anything] = [meta.get_field(name) for name in names] + [meta.pk]
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(getattr(known, field.attname), connection) for field in fields])


def columns(model: type[Model], along: str = "") -> list[str]:
    """The names of all columns of a model, for `values_list`; `along`: the way to it, such as "patient__"."""
    return [along + field.attname for field in model._meta.concrete_fields]


def row(model: type[M], values: tuple[Anything, ...]) -> M:
    """The model's row with the values of its `columns`."""
    return model.from_db(connection.alias, columns(model), values)
