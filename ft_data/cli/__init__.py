"""The `ft-data` command. Commands are imported when they are used: start-up stays under a third of a second."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from typing import Any

import click

from ft_data import __version__
from ft_data.errors import Blocked, FtDataError, WrongInput

# Command -> module. Exit codes: 0 done; else what the error says (ft_data/errors.py), 3 if it has no name there.
COMMANDS = {
    "init": "init",
    "check": "check",
    "run": "run",
    "generate": "generate",
    "open": "looking",
    "ui": "looking",
    "why": "explain",
    "funnel": "explain",
    "query": "explain",
    "rules": "rules",
    "tune": "rules",
    "fit": "rules",
    "prove": "prove",
    "gaps": "gaps",
    "renew": "renew",
    "health": "health",
    "review": "people",
    "approve": "governance",
    "releases": "releases",
    "diff": "releases",
    "rollback": "releases",
    "card": "releases",
    "trained": "governance",
    "push": "governance",
    "forget": "upkeep",
    "gc": "upkeep",
    "verify": "upkeep",
    "key": "keys",
}


class GateFailed(Blocked):
    """A blocking check or a gate failed; the data stays inspectable."""


class NoRoom(WrongInput):
    """A disk is full; the message says which."""


class _Lazy(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, Blocked):
            raise
        except Exception as error:
            from ft_data.cli import room

            if ctx.obj is not None and (told := room.missing(error, ctx.obj.root)):
                raise NoRoom(told) from error
            if ctx.obj is not None and (told := room.damaged(error, ctx.obj)):
                raise WrongInput(told) from error
            raise

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"ft_data.cli.{COMMANDS[name]}")
        command: click.Command = getattr(module, f"{name}_" if name == "open" else name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        import difflib

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            raise click.UsageError(
                f"no such command: {args[0]}" + (f"; did you mean `{near[0]}`?" if near else "")
            )
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(__version__, prog_name="ft-data")
@click.option(
    "--home", type=click.Path(file_okay=False), help="The home folder (default: $FT_DATA_HOME or here)."
)
@click.pass_context
def cli(ctx: click.Context, home: str | None) -> None:
    """From raw files to a published, explained, versioned fine-tuning dataset."""
    from ft_data.warehouse.home import Home

    ctx.obj = Home.find(home)


def main(argv: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    if sys.platform == "win32":
        click.echo(
            "ft-data runs on Linux and macOS. On Windows use it in WSL: `wsl --install`, then install it there",
            err=True,
        )
        sys.exit(2)
    sys.exit(invoke(sys.argv[1:] if argv is None else argv))


def invoke(argv: list[str]) -> int:
    """Run the command line; return the exit code."""
    try:
        result = cli.main(args=argv, prog_name="ft-data", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return 2
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; finished parts are kept, run again to go on", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Blocked, WrongInput) as error:
        click.echo(str(error), err=True)
        return error.exit_code
    except Exception as error:
        click.echo(f"ft-data broke: {type(error).__name__}: {error}", err=True)
        if os.environ.get("FT_DATA_DEBUG"):
            traceback.print_exc()
        else:
            click.echo("set FT_DATA_DEBUG=1 for the traceback", err=True)
        return FtDataError.exit_code
