"""How commands print: tables for people, `--json` (a list of objects) for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import click

as_json = click.option("--json", "json_", is_flag=True, help="Print a list of objects.")
F = Callable[..., Any]


def emit(
    rows: Sequence[Mapping[str, Any]], json_: bool, title: str = "", columns: Sequence[str] | None = None
) -> None:
    """Print rows as JSON or as a table."""
    if json_:
        click.echo(json.dumps(list(rows), default=str, ensure_ascii=False, indent=1))
        return
    if not rows:
        click.echo("nothing")
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    names = list(columns or rows[0])
    table = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left")
    for name in names:
        numeric = all(isinstance(row.get(name), int | float) or row.get(name) is None for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row.get(name))) for name in names))
    Console(width=None if Console().is_terminal else 160).print(table)


def cell(value: Any) -> str:
    """Write one value for a table: thousands separated, control characters shown as their codes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}"
    if isinstance(value, list | tuple):
        return ", ".join(cell(item) for item in value)
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in str(value))


def dataset(ctx: click.Context, name: str | None) -> str:
    """Return the dataset meant: the argument, or the only one there is. Raises UsageError with what exists."""
    import difflib

    found = ctx.obj.datasets()
    if name is None:
        if len(found) == 1:
            return str(found[0])
        raise click.UsageError(
            f"name a dataset: {', '.join(found) or 'there is none; `ft-data init NAME` makes one'}"
        )
    if name not in found:
        near = difflib.get_close_matches(name, found, n=1)
        hint = f"; did you mean `{near[0]}`?" if near else f"; there are: {', '.join(found) or 'none'}"
        raise click.UsageError(f"no dataset `{name}` in {ctx.obj.root}{hint}")
    return name


def waits(name: str) -> Callable[[], None]:
    """Return what says that another command holds a dataset."""
    return lambda: click.echo(f"waiting for another command on `{name}` to finish", err=True)


def holding(ctx: click.Context, name: str | None) -> AbstractContextManager[None]:
    """Hold a dataset, so that this follows runs and forgetting and does not meet them half-way."""
    from ft_data.upkeep import forgetting

    name = dataset(ctx, name)
    return forgetting.holding(ctx.obj, name, waits(name))
