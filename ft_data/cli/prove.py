"""`prove`: what a model learns from the selection, against what could have been chosen instead."""

from __future__ import annotations

import sys

import click

from ft_data.cli import output

_SHOWN = ("arm", "rows", "words", "loss", "change", "low", "high")


@click.command()
@click.argument("name", required=False)
@output.as_json
@click.pass_context
def prove(ctx: click.Context, name: str | None, json_: bool) -> None:
    """Prove the current version: a proxy model learns from it and from arms of equal size, tried on held-out targets.

    The recipe says which under `prove`. Held-out texts that were selected with, or are of a benchmark, are refused.
    """
    from ft_data.assets import running
    from ft_data.cli.progress import Ticker
    from ft_data.stages.build import Build

    found = output.opened(ctx, name)
    build = Build.open(ctx.obj, found.name)
    if build.recipe.prove is None:
        wanted = "`prove`" if build.recipe.targets is not None else "`targets` to select for, and `prove`"
        raise click.UsageError(
            f"no proof: this recipe names no {wanted} (held-out targets: docs/selection.md)"
        )
    build.current("formatted")
    with Ticker(sys.stderr) as ticker:
        ran = running.run(
            ctx.obj, found.name, ("proof",), release=False, hear=ticker.hear, waiting=output.waits(found.name)
        )
    if ran.outcome.wrong_input or ran.outcome.broke:
        ran.require()
    proof = build.current("proof")
    rows = found.table("proof").arrow().to_pylist()
    if json_:
        output.emit(rows, True)
        return
    output.emit([row for row in rows if row["slice"] == "all"], False, columns=_SHOWN)
    for line in proof.stats["said"]:
        click.echo(line)
