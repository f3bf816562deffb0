"""`why`, `funnel`, `query`: reading, without waiting for anyone who writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ft_data.cli import output

if TYPE_CHECKING:
    import pyarrow as pa

    from ft_data.warehouse.home import Warehouse

_TABLE_ROWS = 100
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("name")
@click.argument("record_id", required=False)
@click.option("--part", metavar="STAGE", help="Say why the parts of a stage were made anew, or were not.")
@output.as_json
@click.pass_context
def why(ctx: click.Context, name: str, record_id: str | None, part: str | None, json_: bool) -> int:
    """Say why a row is in or out: every stage's verdict, rule, value, threshold and witness.

    RECORD_ID may be the id that a release names the row by. With --part: which ingredient of a stage (code, setting,
    input) differs from the version before, and from what a run would use now.
    """
    if part is not None:
        return _part(ctx, name, part, json_)
    if record_id is None:
        raise click.UsageError("name a record, or a stage with --part")
    found = output.opened(ctx, name).why(record_id)
    if json_:
        output.emit(found.to_dicts(), True)
    else:
        click.echo(repr(found))
    return 0


def _part(ctx: click.Context, name: str, asset: str, json_: bool) -> int:
    from ft_data.inspection.why_part import why_part
    from ft_data.stages import graph
    from ft_data.stages.build import Build, Missing

    build = Build.open(ctx.obj, output.dataset(ctx, name))
    known = graph.assets(build.recipe)
    if asset not in known:
        raise click.UsageError(f"`{name}` has no asset `{asset}`; it has {', '.join(known)}")
    try:
        rows = why_part(build, asset)
    except Missing as error:
        raise click.ClickException(str(error)) from None
    output.emit(rows, json_, title=f"{name}/{asset}: what it was made of")
    return 0


@click.command()
@click.argument("name", required=False)
@output.as_json
@click.pass_context
def funnel(ctx: click.Context, name: str | None, json_: bool) -> None:
    """Show what became of the rows, stage by stage."""
    output.funnel(output.opened(ctx, name).funnel(), json_)


@click.command()
@click.argument("name")
@click.argument("sql")
@click.option(
    "--limit", type=click.IntRange(min=1), help="At most this many rows; a table shows 100 unasked."
)
@click.option("--csv", "csv_", type=_FILE, help="Write all rows to a CSV file instead.")
@click.option("--parquet", type=_FILE, help="Write all rows to a Parquet file instead.")
@output.as_json
@click.pass_context
def query(
    ctx: click.Context,
    name: str,
    sql: str,
    limit: int | None,
    csv_: Path | None,
    parquet: Path | None,
    json_: bool,
) -> None:
    """Run one SELECT over the current versions, `raw.*` and `history.*`."""
    from ft_data.warehouse.catalog import query as ask

    warehouse = ctx.obj.warehouse(output.dataset(ctx, name))
    if csv_ or parquet:
        _write(warehouse, sql, limit, csv_, parquet)
        return
    most = limit or (None if json_ else _TABLE_ROWS)
    names, rows = ask(warehouse, sql, most and most + 1)
    output.emit([dict(zip(names, row, strict=True)) for row in rows[:most]], json_)
    if most is not None and len(rows) > most and limit is None:
        click.echo(f"the first {most} rows; --limit shows more, --csv and --parquet write all", err=True)


def _write(
    warehouse: Warehouse, sql: str, limit: int | None, csv_: Path | None, parquet: Path | None
) -> None:
    """Write what a SELECT finds to files, which appear when they are whole."""
    import pyarrow.csv
    import pyarrow.parquet as pq

    from ft_data.warehouse.catalog import apart, selecting

    with selecting(warehouse, sql) as (con, _):
        found = con.sql(sql).to_arrow_table()
    found = found.rename_columns(apart(found.column_names)).slice(0, limit)
    for file, write in ((csv_, pyarrow.csv.write_csv), (parquet, pq.write_table)):
        if file is None:
            continue
        made = file.with_name(f".{file.name}.part")
        try:
            write(_flat(found) if file is csv_ else found, made)
            made.replace(file)
        except OSError as error:
            raise click.UsageError(f"cannot write {file}: {error.strerror or error}") from None
        finally:
            made.unlink(missing_ok=True)
        click.echo(f"wrote {file}: {found.num_rows:,} rows")


def _flat(found: pa.Table) -> pa.Table:
    """Return a table whose nested values are JSON: a CSV file holds only texts and numbers."""
    import orjson
    import pyarrow as pa

    for at, field in enumerate(found.schema):
        if pa.types.is_nested(field.type):
            told = [
                None if value is None else orjson.dumps(value, default=str).decode()
                for value in found.column(at).to_pylist()
            ]
            found = found.set_column(at, field.name, pa.array(told, pa.string()))
    return found
