"""`releases`, `diff`, `rollback`, `card`, `trained`, `push`: published versions."""

from __future__ import annotations

import click

from ft_data.cli import GateFailed, output


@click.command()
@click.argument("name", required=False)
@output.as_json
@click.pass_context
def releases(ctx: click.Context, name: str | None, json_: bool) -> None:
    """List the published versions, oldest first, and which one is current."""
    from ft_data.release import versions

    base = ctx.obj.warehouse(output.dataset(ctx, name)).releases
    current = versions.current(base)
    rows = [
        {
            "version": found.version,
            "current": bool(current and current.version == found.version),
            "rows": sum(found.manifest["splits"].values()),
            "root": found.root[:12],
            "parents": found.manifest.get("parents", []),
            "created_at": found.manifest.get("created_at", ""),
            "path": str(found.path),
        }
        for found in versions.all_of(base)
    ]
    output.emit(rows, json_)


@click.command()
@click.argument("name")
@click.argument("version")
@click.pass_context
def rollback(ctx: click.Context, name: str, version: str) -> None:
    """Make an earlier version the current one; nothing is deleted."""
    from ft_data.release import versions

    base = ctx.obj.warehouse(output.dataset(ctx, name)).releases
    try:
        found = versions.rollback(base, version)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"current: {found.version} ({found.path})")


@click.command()
@click.argument("name")
@click.option("--verify", is_flag=True, help="Recompute every number and hash; fail on a difference.")
@click.option("--release", "version", help="Which version (default: the current one).")
@click.pass_context
def card(ctx: click.Context, name: str, verify: bool, version: str | None) -> None:
    """Print the card of a release, or verify it."""
    from ft_data.release import versions
    from ft_data.release.verify import verify as problems_of

    base = ctx.obj.warehouse(output.dataset(ctx, name)).releases
    try:
        found = versions.load(base, version) if version else versions.current(base)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if found is None:
        raise click.UsageError(f"`{name}` has no release yet; `ft-data run {name}` makes one")
    if not verify:
        click.echo((found.path / "README.md").read_text("utf-8"))
        return
    problems = problems_of(found.path)
    for line in problems:
        click.echo(line, err=True)
    if problems:
        raise GateFailed(f"{found.version}: {len(problems)} differences")
    click.echo(f"{found.version}: every file and every number is as published")
