"""`renew`: what may be out of date, and why."""

from __future__ import annotations

import click

from ft_data.cli import output


@click.command()
@click.argument("name", required=False)
@click.option(
    "--write",
    is_flag=True,
    help="Write the replay set, and rules for accepted retirements, into `gaps/` beside the recipe.",
)
@click.option("--accept", metavar="PROPOSAL", help="Log that this is to be done.")
@click.option("--decline", metavar="PROPOSAL", help="Log that it is not.")
@click.option("--as", "actor", default="", help="Who decides.")
@click.option("--why", default="", help="Why.")
@output.as_json
@click.pass_context
def renew(
    ctx: click.Context,
    name: str | None,
    write: bool,
    accept: str | None,
    decline: str | None,
    actor: str,
    why: str,
    json_: bool,
) -> None:
    """Propose rows to refresh or to retire: years and versions that are gone, what references contradict, sources past their cadence.

    Nothing is changed: what is accepted is logged; the review station then asks about rows to refresh, and `--write` makes rules
    of rows to retire. A row on which earlier right answers rest is never to be retired.
    """
    if accept and decline:
        raise click.UsageError("--accept or --decline, not both: each decides on one proposal")
    if (accept or decline) and write:
        raise click.UsageError("--accept and --decline log a decision: leave out --write")
    if (accept or decline) and not actor:
        raise click.UsageError("say who decides: --as NAME")
    from ft_data.inspection import gaps, renewal
    from ft_data.stages.build import Build

    build = Build.open(ctx.obj, output.dataset(ctx, name))
    found = renewal.read(build)
    if accept or decline:
        output.emit([renewal.decide(build, found, accept or decline or "", bool(accept), actor, why)], json_)
        return
    decided = gaps.decisions(build)
    rows = [
        {"proposal": one.id, "do": one.action, "rows": len(one.rows), "reason": one.reason,
         "decided": decided.get(one.id, {}).get("decision", ""), "said": one.said}
        for one in found.proposals
    ]  # fmt: skip
    output.emit(rows, json_)
    lost = (
        f"; {found.lost:,} questions that were answered right are in the version no more"
        if found.lost
        else ""
    )
    click.echo(
        f"{len(found.replay):,} rows guard what was right before and are not proposed to be retired{lost}",
        err=True,
    )
    for path in renewal.write(build, found) if write else ():
        click.echo(f"wrote {path}", err=True)
