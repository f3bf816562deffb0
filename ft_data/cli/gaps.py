"""`gaps`: where a model fails, why, and what to do about it."""

from __future__ import annotations

from pathlib import Path

import click

from ft_data.cli import output


@click.command()
@click.argument("name", required=False)
@click.option(
    "--write", is_flag=True, help="Write the files for the next version, into `gaps/` beside the recipe."
)
@click.option("--into", type=click.Path(file_okay=False), help="Write them into this folder.")
@click.option("--accept", metavar="GAP", help="Log that this gap is to be closed.")
@click.option("--decline", metavar="GAP", help="Log that this gap stays as it is.")
@click.option("--as", "actor", default="", help="Who decides.")
@click.option("--why", default="", help="Why.")
@output.as_json
@click.pass_context
def gaps(
    ctx: click.Context,
    name: str | None,
    write: bool,
    into: str | None,
    accept: str | None,
    decline: str | None,
    actor: str,
    why: str,
    json_: bool,
) -> None:
    """Say where a model that learned from the dataset fails, what to do about it, and what became of earlier gaps.

    `ft-data run` finds the weaknesses from the recipe's `feedback`. No data is changed here: what is accepted is logged, and
    the review station asks people about the rows that an accepted gap names.
    """
    if accept and decline:
        raise click.UsageError("--accept or --decline, not both: each decides on one gap")
    if (accept or decline) and (write or into):
        raise click.UsageError(
            "--accept and --decline log a decision on one gap: leave out --write and --into"
        )
    from ft_data.inspection import gaps as inspecting
    from ft_data.recipe.feedback import may_leave
    from ft_data.stages.build import Build

    build = Build.open(ctx.obj, output.dataset(ctx, name))
    found = inspecting.read(build)
    if accept or decline:
        if not actor:
            raise click.UsageError("say who decides: --as NAME")
        entry = inspecting.decide(build, found, accept or decline or "", bool(accept), actor, why)
        output.emit([entry], json_)
        return
    decided = inspecting.decisions(build)
    rows = [
        {
            "gap": one.gap,
            "share": round(one.weight, 3),
            "cause": one.cause,
            "do": one.action,
            "decided": decided.get(one.gap, {}).get("decision", ""),
            "step": one.said,
        }
        for one in found.steps
    ]
    if json_:
        output.emit(
            [{"what": "step", **row} for row in rows]
            + [{"what": "outcome", **one} for one in found.outcomes],
            True,
        )
    else:
        output.emit(rows, False, columns=["gap", "share", "do", "decided", "step"])
        if not rows:
            click.echo("no slice fails more often than the rest, as far as the tries can tell")
        for one in found.outcomes:
            click.echo(one["said"])
    if write or into:
        for path in inspecting.write(build, found, Path(into) if into else None):
            click.echo(f"wrote {path}", err=json_)
        if not may_leave(build.recipe):
            click.echo(
                "no text of feedback is in them: `feedback.consent` is none of `govern.consents`", err=True
            )
