"""`open` and `ui`: a dataset's report in the browser, and Dagster's pages over the same home."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import click

from ft_data.cli import output


@click.command("open")
@click.argument("name", required=False)
@click.option("--print", "only_print", is_flag=True, help="Print where the report is and open nothing.")
@click.pass_context
def open_(ctx: click.Context, name: str | None, only_print: bool) -> None:
    """Open the newest report of a dataset in the browser: what is in it, and whether its gates hold."""
    import webbrowser

    name = output.dataset(ctx, name)
    page = report(ctx.obj.warehouse(name).reports)
    if page is None:
        raise click.UsageError(f"`{name}` has no report yet; `ft-data run {name}` makes one")
    click.echo(page)
    if not only_print and not webbrowser.open(page.resolve().as_uri()):
        click.echo("no browser was found here; open that file in one", err=True)


def report(folder: Path) -> Path | None:
    """Return the newest report under ``folder``, if there is one."""
    return max(folder.glob("eval_report-*.html"), default=None)


@click.command()
@click.option("--port", default=3000, type=click.IntRange(1, 65535), help="Port on this machine.")
@click.pass_context
def ui(ctx: click.Context, port: int) -> None:
    """Serve Dagster's pages for this home: assets, runs, checks and sensors of its datasets."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.UsageError(f"port {port} is taken; `--port` names another") from None
    from ft_data.assets.instance import instance

    instance(ctx.obj).dispose()  # written as a run would have it
    home = str(ctx.obj.root)
    environment = {**os.environ, "FT_DATA_HOME": home}
    environment["DAGSTER_HOME"] = os.environ.get("DAGSTER_HOME") or home
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "-m",
        "ft_data.definitions",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)
