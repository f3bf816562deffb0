"""`key`: the secret of a home."""

from __future__ import annotations

from dataclasses import asdict

import click

from ft_data.cli import output


@click.group()
def key() -> None:
    """Look after the secret behind pseudonyms, subject ids and published row ids."""


@key.command()
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@output.as_json
@click.pass_context
def rotate(ctx: click.Context, dry_run: bool, yes: bool, json_: bool) -> None:
    """Make a new key. Says first what that changes; the old key is kept for looking up what was made with it."""
    from ft_data.upkeep.rotation import effects
    from ft_data.upkeep.rotation import rotate as change

    home = ctx.obj
    output.emit([asdict(one) for one in effects(home)], json_, title=f"a new key in {home.key_file} changes")
    if dry_run:
        return
    if not yes:
        click.confirm(
            "Every dataset is cleaned and released anew by its next run. Go on?", abort=True, err=True
        )
    change(home)
    click.echo(
        f"{home.key_file} has a new key. The next `ft-data run` of each dataset makes subject ids, pseudonyms and "
        "published ids with it; versions published before keep theirs, and `why`, `diff`, `trained` and `forget` "
        "still find them. Keep no copy of the old file",
        err=True,
    )
