"""How commands print: tables for people, `--json` (a list of objects) for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import click

from ft_data import addresses
from ft_data.api.display import cell as cell

if TYPE_CHECKING:
    from ft_data.api.dataset import Dataset
    from ft_data.api.funnel import Funnel, FunnelStage

as_json = click.option("--json", "json_", is_flag=True, help="Print a list of objects.")
F = Callable[..., Any]


def emit(
    rows: Sequence[Mapping[str, Any]],
    json_: bool,
    title: str = "",
    columns: Sequence[str] | None = None,
    width: int = 160,
    links: Sequence[Mapping[str, str]] = (),
) -> None:
    """Print rows as JSON or as a table, which is as wide as the terminal, or ``width`` where there is none.

    ``links``: a row's addresses by column, which a terminal opens from the cell.
    """
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
    table = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name in names:
        numeric = all(isinstance(row.get(name), int | float) or row.get(name) is None for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for at, row in enumerate(rows):
        to = links[at] if at < len(links) else {}
        table.add_row(
            *(Text(cell(row.get(name)), f"link {to[name]}" if to.get(name) else "") for name in names)
        )
    Console(width=None if Console().is_terminal else width).print(table)


def prose(text: str, err: bool = False) -> None:
    """Print a sentence; a terminal gets it broken between words, anything else as one line."""
    import shutil
    import textwrap

    if (sys.stderr if err else sys.stdout).isatty():
        width = max(40, min(shutil.get_terminal_size().columns, 100))
        text = textwrap.fill(
            text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
    click.echo(text, err=err)


def checks(failed: Iterable[str]) -> None:
    """Print the checks that found something; `run` says by itself which of them stop it."""
    for line in failed:
        prose(f"check: {line}", err=True)


def funnel(found: Funnel, json_: bool) -> None:
    """Print what became of the rows; as a table in 80 columns, without what no stage did."""
    if json_:
        emit(found.to_dicts(), True)
        return
    rows = [entry.said() for entry in found]
    shown = [
        name for name in (rows[0] if rows else ()) if name not in _OPTIONAL or any(row[name] for row in rows)
    ]
    short = [{_SHORT.get(name, name): row[name] for name in shown} for row in rows]
    title = f"{found.dataset}: what became of the rows"
    emit(short, False, title=title, width=80, links=[_behind(found.dataset, entry) for entry in found])
    if len(found) > 1:
        dataset, here = found.dataset, addresses.station(addresses.rows(found.dataset, at="STAGE.VERDICT"))
        click.echo(f"rows behind a figure: {addresses.start(dataset)}, then\n {here}")


def _behind(dataset: str, entry: FunnelStage) -> dict[str, str]:
    """Return the addresses of the rows behind the figures of a stage, by column."""
    if entry.stage == "raw":  # what could not be read has no row
        return {}

    def rows(*verdicts: str) -> str:
        at = [f"{entry.stage}.{verdict}" for verdict in verdicts]
        return addresses.station(addresses.rows(dataset, at=at))

    whole = {"in": rows("keep", "drop", "review", "merge"), "out": rows("keep", "new")}
    verdicts = [name for name in ("keep", "review", "merge", "new") if entry[name]]
    if entry.drop and not entry.split:  # rows cut into examples are no dropped ones here
        verdicts.append("drop")
    names = [
        f"{entry.stage}.{verdict}.{name}" for verdict in ("drop", "review", "merge") for name in entry.reasons
    ]
    reasons = addresses.station(addresses.rows(dataset, reason=names[:50])) if names else ""
    return whole | {verdict: rows(verdict) for verdict in verdicts} | {"reasons": reasons}


_OPTIONAL = ("drop", "review", "merge", "new", "reasons")
_SHORT = {"rows_in": "in", "rows_out": "out"}


def opened(ctx: click.Context, name: str | None) -> Dataset:
    """Return the dataset meant, as the library gives it."""
    from ft_data.api.dataset import Dataset

    return Dataset(ctx.obj, dataset(ctx, name))


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
    from ft_data.assets import history
    from ft_data.upkeep import forgetting

    name = dataset(ctx, name)
    return forgetting.holding(ctx.obj, name, history.purge, waits(name))
