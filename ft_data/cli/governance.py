"""`approve`, `trained`, `push`: who agreed, which model learnt from it, where it went."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ft_data.cli import output
from ft_data.warehouse import sql

if TYPE_CHECKING:
    from ft_data.release.private import Private


@click.command()
@click.argument("name")
@click.option("--as", "actor", required=True, help="Who approves.")
@click.option("--role", default="", help="In which role, such as `data-lead`.")
@click.option("--note", default="", help="What was looked at.")
@click.option("--loss", "source", help="Say that this source is meant to have lost most of its rows.")
@output.as_json
@click.pass_context
def approve(
    ctx: click.Context, name: str, actor: str, role: str, note: str, source: str | None, json_: bool
) -> None:
    """Approve the candidate that waits for release; `ft-data run` then publishes it."""
    from ft_data.release import approvals
    from ft_data.release.private import Private

    private = Private.of(ctx.obj, output.dataset(ctx, name))
    if source is not None:
        output.emit([_accept_loss(ctx, name, source, actor, note, private)], json_)
        return
    waiting = approvals.candidate(private)
    if waiting is None:
        raise click.UsageError(f"nothing of `{name}` waits for approval")
    entry = approvals.approve(private, waiting["hash"], actor, role=role, note=note, at=_now())
    output.emit([entry], json_)


def _accept_loss(
    ctx: click.Context, name: str, source: str, actor: str, note: str, private: Private
) -> dict[str, Any]:
    from ft_data.release import losses
    from ft_data.warehouse import snapshots

    warehouse = ctx.obj.warehouse(name)
    read = snapshots.current(warehouse, f"raw/{source}")
    found = losses.losses(warehouse.releases, {source: read.rows}) if read else []
    if not found:
        raise click.UsageError(f"`{source}` of `{name}` did not lose half of its rows")
    return losses.accept(warehouse.releases, found[0], actor, private, note=note, at=_now())


@click.command()
@click.argument("name")
@click.option("--release", "version", help="The version that was trained on.")
@click.option("--model", help="The model's id.")
@click.option("--metrics", type=click.Path(exists=True, dir_okay=False), help="A JSON file of figures.")
@click.option("--run-id", help="The id of the run in any tracker.")
@click.option("--record", help="List the models that saw this record (either id) instead.")
@output.as_json
@click.pass_context
def trained(
    ctx: click.Context,
    name: str,
    version: str | None,
    model: str | None,
    metrics: str | None,
    run_id: str | None,
    record: str | None,
    json_: bool,
) -> None:
    """Record that a model was trained on a release, or list what was recorded."""
    import orjson

    from ft_data.release import trained as registry

    dataset = output.dataset(ctx, name)
    base = ctx.obj.warehouse(dataset).releases
    if record:
        from ft_data.release.private import Private

        private = Private.of(ctx.obj, dataset)
        known = {record, *private.records([record]).values()}
        with sql.connect() as con:
            rows = registry.models_of(con, base, sorted(private.known_as(known)))
    elif version and model:
        try:
            figures = orjson.loads(Path(metrics).read_bytes()) if metrics else None
        except orjson.JSONDecodeError as error:
            raise click.UsageError(f"{metrics} is not JSON: {error}") from None
        rows = [registry.record(base, version, model, metrics=figures, run=run_id, at=_now())]
    else:
        rows = registry.runs(base, model)
    output.emit(rows, json_)


@click.command()
@click.argument("name")
@click.option("--to", "target", required=True, help="`hub:<owner>/<name>` or a folder or fsspec address.")
@click.option("--release", "version", help="Which version (default: the current one).")
@click.option(
    "--yes", is_flag=True, help="Send; without it the plan is shown and nothing leaves this machine."
)
@output.as_json
@click.pass_context
def push(ctx: click.Context, name: str, target: str, version: str | None, yes: bool, json_: bool) -> None:
    """Copy a release to the Hub or to any file system. Shows the plan first."""
    from ft_data.cli.releases import folder
    from ft_data.release.push import push as send

    def note() -> None:  # before the first byte: who is killed while sending has sent some of it
        from ft_data.release.private import Private
        from ft_data.warehouse import lines

        sent = {"version": found.name, "to": re.sub(r"//[^/@]*@", "//", target), "at": _now()}
        lines.append(Private.of(ctx.obj, output.dataset(ctx, name)).log("pushed"), sent)

    if yes:  # what is sent is known to whoever forgets next
        ctx.with_resource(output.holding(ctx, name))
    found = folder(ctx, name, version)
    try:
        steps = send(found, target, dry_run=not yes, begin=note)
    except ImportError as error:
        raise click.UsageError(str(error)) from None
    output.emit([vars(step) for step in steps], json_, title="sent" if yes else "would send; add --yes")


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
