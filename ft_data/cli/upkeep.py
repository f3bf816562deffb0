"""`gc` and `forget`: removing what is not needed, and what must not be kept."""

from __future__ import annotations

import click

from ft_data.cli import GateFailed, output


@click.command()
@click.argument("name", required=False)
@click.option("--keep", default=5, type=click.IntRange(min=1), help="Versions kept of each asset.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@output.as_json
@click.pass_context
def gc(ctx: click.Context, name: str | None, keep: int, dry_run: bool, json_: bool) -> None:
    """Remove old snapshots and parts that no kept snapshot or release needs."""
    from ft_data.release import versions
    from ft_data.warehouse.gc import collect

    rows = []
    for dataset in [output.dataset(ctx, name)] if name else ctx.obj.datasets():
        ctx.with_resource(output.holding(ctx, dataset))
        warehouse = ctx.obj.warehouse(dataset)
        pinned = [
            {asset: int(found["version"]) for asset, found in release.manifest.get("snapshots", {}).items()}
            for release in versions.all_of(warehouse.releases)
        ]
        gone = collect(warehouse, keep, pinned, dry_run)
        rows.append(
            {
                "dataset": dataset,
                "snapshots": gone.snapshots,
                "files": gone.files,
                "bytes": gone.bytes,
                "removed": not dry_run,
            }
        )
    output.emit(rows, json_)


@click.command()
@click.argument("name")
@click.option("--record", "records", multiple=True, help="A record_id, or the id a release names the row by.")
@click.option(
    "--subject", "subjects", multiple=True, help="A person, as the source names them (or a subject_id)."
)
@click.option("--source", "sources", multiple=True, help="A whole source.")
@click.option("--actor", default="", help="Who asked; kept in the tombstone.")
@click.option(
    "--purge-releases",
    "purge",
    is_flag=True,
    help="Delete the releases that hold the rows, not only withdraw them; alone: those withdrawn before.",
)
@click.option("--yes", is_flag=True, help="Do it without asking.")
@output.as_json
@click.pass_context
def forget(
    ctx: click.Context,
    name: str,
    records: tuple[str, ...],
    subjects: tuple[str, ...],
    sources: tuple[str, ...],
    actor: str,
    purge: bool,
    yes: bool,
    json_: bool,
) -> None:
    """Remove rows from every version, block their return, and prove that nothing is left."""
    from ft_data.assets import history
    from ft_data.upkeep import forgetting, released, residue
    from ft_data.upkeep.meant import Request

    dataset = output.dataset(ctx, name)
    if not records + subjects + sources + (("releases",) if purge else ()):
        raise click.UsageError("say what: --record, --subject or --source")
    if not yes:
        click.confirm("This cannot be undone. Go on?", abort=True, err=True)
    if not records + subjects + sources:
        ctx.with_resource(output.holding(ctx, dataset))
        output.emit([{"deleted_releases": released.purge_withdrawn(ctx.obj, dataset, actor)}], json_)
        return
    request = Request(records, subjects, sources, actor, purge)
    try:
        gone = forgetting.forget(ctx.obj, dataset, request, history.purge, output.waits(dataset))
    except LookupError as error:
        raise click.UsageError(str(error)) from None
    row = {
        "records": len(gone.records),
        "files_deleted": gone.files,
        "manifests_deleted": gone.manifests,
        "review_rows": gone.review_rows,
        "withdrawn_releases": gone.withdrawn,
        "deleted_releases": gone.purged,
        "copies_elsewhere": gone.copies,
        "models_affected": sorted({entry["model"] for entry in gone.models}),
        "unreadable": gone.unreadable,
        "your_files": gone.files_of(residue.OWN),
        "other_datasets": gone.files_of(residue.OTHER),
        "residual": gone.residual,
    }
    output.emit([row], json_)
    for place in gone.left:
        if place.kind in residue.DEFECTS:
            told = "cannot be read, so it may hold something" if place.unreadable else "still holds something"
            click.echo(f"{place.file} ({place.kind}) {told} of a forgotten row", err=True)
    if gone.residual:
        raise GateFailed(
            f"{gone.residual} files may still hold something of a forgotten row: stop what else uses the home, forget again"
        )
    if left := [version for version in gone.withdrawn if version not in gone.purged]:
        click.echo(
            f"{', '.join(left)} still hold the text of forgotten rows: withdrawn, and neither pushed nor made current "
            f"any more; `ft-data forget {dataset} --purge-releases` deletes them",
            err=True,
        )
    if own := gone.files_of(residue.OWN):
        click.echo(
            f"your own files that still hold it, which are yours to change: {', '.join(own)}", err=True
        )
    click.echo(f"`ft-data run {dataset}` makes the current version anew, without them", err=True)


@click.command()
@click.argument("name")
@output.as_json
@click.pass_context
def verify(ctx: click.Context, name: str, json_: bool) -> None:
    """Read every file of the home and name what is damaged, and the way out. A release has `card --verify`."""
    from ft_data.warehouse.verify import damage

    found = dict(damage(ctx.obj, output.dataset(ctx, name)))
    output.emit([{"file": file, "do": way} for file, way in found.items()], json_)
    if found:
        raise GateFailed(f"{len(found)} files are damaged")
