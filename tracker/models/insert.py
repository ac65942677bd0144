"""INSERT ... SELECT, so that the watch writes sets and not rows."""

from django.db import connections, models


def insert_from(model: type[models.Model], fields: list[str], rows: models.QuerySet) -> int:
    """Insert what `rows` selects into `fields` of `model`, passing over rows that a constraint refuses; return how many went in.

    `rows` must be filtered (SQLite cannot parse ON CONFLICT behind a SELECT without WHERE) and ordered by key
    (two unsorted inserts at once deadlock PostgreSQL).
    """
    connection = connections[rows.db]
    select, params = rows.values_list(*rows.query.annotation_select).query.get_compiler(connection=connection).as_sql()
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(model._meta.get_field(field).column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {select} ON CONFLICT DO NOTHING", params)  # noqa: S608 (names are ours)
        return max(cursor.rowcount, 0)
