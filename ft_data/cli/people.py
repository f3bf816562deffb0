"""`review`: people decide the borderline."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ft_data.addresses import PORT
from ft_data.cli import output

if TYPE_CHECKING:
    from ft_data.recipe.review import Review
    from ft_data.review.asked import Asking
    from ft_data.review.db import Database
    from ft_data.review.reader import Reader

TOKEN = (
    "FT_DATA_REVIEW_TOKEN"  # not an option: others on this machine could read it from the list of processes
)


@click.command()
@click.argument("name", required=False)
@click.option(
    "--host",
    default="127.0.0.1",
    help="Address to listen on; beyond loopback needs tokens.",
)
@click.option("--port", default=PORT, type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.option("--known-as", multiple=True, help="Host names the station is reached by, beyond loopback.")
@click.option("--issue-token", "person", help="Print a token for this person and stop.")
@click.option("--revoke-token", "leaves", help="Take this person's token away, end their sessions and stop.")
@click.option(
    "--role",
    default="reviewer",
    type=click.Choice(["reviewer", "lead", "approver"]),
    help="What the person of a new token may do.",
)
@click.option(
    "--export",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what waits to FILE.jsonl, .csv or .json (tasks for Label Studio) and stop.",
)
@click.option(
    "--import",
    "back",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Store the decisions of such a file and stop; needs --as.",
)
@click.option(
    "--as",
    "signer",
    help=f"Whose decisions are imported. A token, where one is needed, is read from {TOKEN}.",
)
@click.pass_context
def review(
    ctx: click.Context,
    name: str | None,
    host: str,
    port: int,
    known_as: tuple[str, ...],
    person: str | None,
    leaves: str | None,
    role: str,
    out: Path | None,
    back: Path | None,
    signer: str | None,
) -> None:
    """Serve the review station of a dataset: people decide the borderline."""
    from ft_data.evaluation.expectation import masks
    from ft_data.filtering.force import in_force
    from ft_data.filtering.told import shown
    from ft_data.inspection.gaps import asking
    from ft_data.recipe.load import load
    from ft_data.review.db import Database
    from ft_data.review.people import issue_token, revoke
    from ft_data.review.reader import VIEWS
    from ft_data.review.serve import serve
    from ft_data.warehouse.view_reader import ViewReader

    home, dataset = ctx.obj, output.dataset(ctx, name)
    warehouse = home.warehouse(dataset)
    recipe = load(home.recipe(dataset), dataset)
    warehouse.root.mkdir(parents=True, exist_ok=True)
    store = Database(warehouse.review)
    if person:
        click.echo(issue_token(store, person, role))
        return
    if leaves:
        if not revoke(store, leaves):
            raise click.UsageError(f"{leaves} has no token here")
        click.echo(
            f"{leaves} is signed out everywhere, and their token is worth nothing; their decisions stay"
        )
        return
    with contextlib.closing(ViewReader(warehouse, VIEWS)) as reader:
        if out:
            _export(reader, store, recipe.review, out, asking(home, dataset))
            return
        if back:
            _import(reader, store, recipe.review, back, signer, asking(home, dataset))
            return
        try:
            serve(
                reader,
                store,
                recipe.review,
                dataset,
                warehouse.reports,
                host=host,
                port=port,
                hosts=known_as,
                ready=lambda address: click.echo(f"review station of {dataset}: {address}"),
                bands={rule.name: shown(rule) for rule in in_force(recipe)},
                masked=masks(recipe.clean.pii),
                feedback=recipe.feedback is not None,
                asking=asking(home, dataset),
                recipe=home.recipe(dataset),
            )
        except PermissionError as error:
            raise click.UsageError(str(error)) from None
        except KeyboardInterrupt:  # that is how a station is stopped
            click.echo("stopped; every decision is kept", err=True)


def _export(reader: Reader, store: Database, settings: Review, path: Path, asks: Asking) -> None:
    from ft_data.review.exchange import export_queue

    count, written = export_queue(reader, store, settings, path, asks)
    click.echo(f"{count} open {'row' if count == 1 else 'rows'} in {' and '.join(map(str, written))}")


def _import(
    reader: Reader, store: Database, settings: Review, path: Path, signer: str | None, asks: Asking
) -> None:
    from ft_data.errors import Blocked
    from ft_data.review.exchange import import_decisions, signed

    if not signer:
        raise click.UsageError("say whose decisions these are: --as NAME")
    person = signed(store, settings.reviewers, signer, os.environ.get(TOKEN, ""))
    done = import_decisions(reader, store, settings, path, person, asks)
    for number, why in done.refused:
        click.echo(f"{path.name}:{number}: {why}", err=True)
    count = f"{done.stored} {'decision' if done.stored == 1 else 'decisions'} of {person.name}"
    click.echo(f"{count} stored; the next run takes them up" if done.stored else "nothing was stored")
    if done.refused:
        raise Blocked(f"{len(done.refused)} of {path.name} were refused; what is stored stays")
