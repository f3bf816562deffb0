"""`releases`, `diff`, `rollback`, `card`: published versions."""

from __future__ import annotations

from pathlib import Path

import click

from ft_data.cli import GateFailed, output
from ft_data.warehouse import sql


@click.command()
@click.argument("name", required=False)
@output.as_json
@click.pass_context
def releases(ctx: click.Context, name: str | None, json_: bool) -> None:
    """Show the line of descent, oldest first: which version is current, what each came from and why it counts up."""
    from ft_data.release import versions, withdrawals

    name = output.dataset(ctx, name)
    base = ctx.obj.warehouse(name).releases
    gone = withdrawals.withdrawn(base)
    rows = [
        found | {"withdrawn": found["version"] in gone, "root": found["root"][:12]}
        for found in versions.lineage(base)
    ]
    output.emit(rows, json_)
    old = [found["version"] for found in rows if found["raw_ids"]]
    if old:
        click.echo(
            f"{', '.join(old)}: rows go by plain hashes of what was read, from which masked values can be guessed. "
            f"`ft-data run {name}` publishes anew with published ids; do not pass these on, delete the copies you gave",
            err=True,
        )


@click.command()
@click.argument("name")
@click.argument("version")
@click.pass_context
def rollback(ctx: click.Context, name: str, version: str) -> None:
    """Make an earlier version the current one; nothing is deleted."""
    from ft_data.release import versions

    base = ctx.obj.warehouse(output.dataset(ctx, name)).releases
    with output.holding(ctx, name):
        found = versions.rollback(base, version)
    click.echo(f"current: {found.version} ({found.path})")


@click.command()
@click.argument("name")
@click.option("--verify", is_flag=True, help="Recompute every number and hash; fail on a difference.")
@click.option("--release", "version", help="Which version (default: the current one).")
@click.pass_context
def card(ctx: click.Context, name: str, verify: bool, version: str | None) -> None:
    """Print the card of a release, or verify it."""
    from ft_data.release import withdrawals
    from ft_data.release.verify_card import verify_card

    found = folder(ctx, name, version)
    if found.name in withdrawals.withdrawn(found.parent):
        click.echo(f"{found.name} is withdrawn: rows in it were forgotten", err=True)
    if not verify:
        click.echo((found / "README.md").read_text("utf-8"))
        return
    problems = verify_card(found)
    for line in problems:
        click.echo(line, err=True)
    if problems:
        raise GateFailed(f"{found.name}: {len(problems)} differences")
    click.echo(f"{found.name}: every file and every number is as published")


@click.command()
@click.argument("name")
@click.argument("before")
@click.argument("after")
@click.option("--html", "page", type=click.Path(dir_okay=False), help="Write a page with examples.")
@click.option("--rows", is_flag=True, help="List every changed row instead of the summary.")
@output.as_json
@click.pass_context
def diff(
    ctx: click.Context, name: str, before: str, after: str, page: str | None, rows: bool, json_: bool
) -> None:
    """Compare two releases: rows added, removed, modified or moved, each with its cause."""

    from ft_data.release.diff import diff as compare
    from ft_data.release.private import Private
    from ft_data.stages import graph

    old, new = folder(ctx, name, before), folder(ctx, name, after)
    private = Private.of(ctx.obj, output.dataset(ctx, name))
    with sql.connect() as con:
        found = compare(con, old, new, private, graph.stages())
        if page:
            from ft_data.release.page import page as render

            Path(page).write_text(render(con, found, old, new, private), "utf-8")
    output.emit(
        found.rows.to_pylist() if rows else found.summary, json_, title=f"{name}: {before} -> {after}"
    )
    if page:
        click.echo(f"wrote {page}", err=True)


def folder(ctx: click.Context, name: str, version: str | None) -> Path:
    """Return the folder of a release. Raises UsageError when there is none."""
    from ft_data.release import versions

    base = ctx.obj.warehouse(output.dataset(ctx, name)).releases
    found = versions.load(base, version) if version else versions.current(base)
    if found is None:
        raise click.UsageError(f"`{name}` has no release yet; `ft-data run {name}` makes one")
    return found.path
