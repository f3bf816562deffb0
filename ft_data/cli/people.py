"""`review` and `approve`: where people come in."""

from __future__ import annotations

import click

from ft_data.cli import output


@click.command()
@click.argument("name", required=False)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; beyond loopback needs tokens.",
)
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.pass_context
def review(ctx: click.Context, name: str | None, host: str, port: int) -> None:
    """Serve the review station of a dataset."""
    raise click.ClickException("`review` is not available yet")


@click.command()
@click.argument("name")
@click.option("--as", "actor", required=True, help="Who approves.")
@click.option("--note", default="", help="What was looked at.")
@click.pass_context
def approve(ctx: click.Context, name: str, actor: str, note: str) -> None:
    """Approve the current version for release."""
    raise click.ClickException(f"`{output.dataset(ctx, name)}`: approvals are not available yet")
