"""`prove`: what a model learns from the selection, against what could have been chosen instead."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ft_data.cli import output

_SHOWN = ("arm", "rows", "words", "loss", "change", "low", "high")


@click.command()
@click.argument("name", required=False)
@click.option(
    "--proxy",
    type=click.Choice(["tiny", "lora", "external"]),
    help="Try another proxy; what is pinned stays.",
)
@click.option(
    "--model", type=click.Path(path_type=Path), help="Of `lora`: a pretrained model, a folder or a GGUF file."
)
@click.option("--results", type=click.Path(path_type=Path), help="Of `external`: the file of results.")
@click.option("--steps", type=int, help="Steps that a neural model learns from each arm.")
@click.option(
    "--arms",
    type=click.Path(path_type=Path),
    help="Write the arms to an empty folder, for a trainer elsewhere.",
)
@output.as_json
@click.pass_context
def prove(
    ctx: click.Context,
    name: str | None,
    proxy: str | None,
    model: Path | None,
    results: Path | None,
    steps: int | None,
    arms: Path | None,
    json_: bool,
) -> None:
    """Prove the current version: a proxy model learns from it and from arms of equal size, tried on held-out targets.

    The recipe says which under `prove`. Held-out texts that were selected with, or are of a benchmark, are refused.
    """
    from ft_data.assets import running
    from ft_data.cli.progress import Ticker
    from ft_data.stages import proof as stage
    from ft_data.stages.build import Build

    found = output.opened(ctx, name)
    build = Build.open(ctx.obj, found.name)
    if build.recipe.prove is None:
        wanted = "`prove`" if build.recipe.targets is not None else "`targets` to select for, and `prove`"
        raise click.UsageError(
            f"no proof: this recipe names no {wanted} (held-out targets: docs/selection.md)"
        )
    build.current("formatted")
    if arms is not None:
        for line in stage.write_arms(build, arms):
            click.echo(line)
        return
    if proxy is not None:
        told, said = stage.trial(build, proxy, model, results, steps)
    else:
        with Ticker(sys.stderr) as ticker:
            ran = running.run(
                ctx.obj,
                found.name,
                ("proof",),
                release=False,
                hear=ticker.hear,
                waiting=output.waits(found.name),
            )
        if ran.outcome.wrong_input or ran.outcome.broke:
            ran.require()
        told = found.table("proof").arrow().to_pylist()
        said = build.current("proof").stats["said"]
    _show(told, said, json_)


def _show(rows: list[dict[str, Any]], said: list[str], json_: bool) -> None:
    if json_:
        output.emit(rows, True)
        return
    output.emit([row for row in rows if row["slice"] == "all"], False, columns=_SHOWN)
    for line in said:
        click.echo(line)
