"""One run of a dataset from beginning to end: what `ft-data run` and the library do.

Dagster is imported once the workers wake up beside it, so not at the top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ft_data.engine import choice
from ft_data.errors import Blocked, FtDataError, WrongInput
from ft_data.stages.build import Finished, Progress
from ft_data.warehouse.home import Home

if TYPE_CHECKING:
    from ft_data.assets.execute import Outcome
    from ft_data.recipe.schema import Recipe


class RunStopped(Blocked):
    """A gate, a blocking check or a missing approval ended a run; what was made so far can be inspected."""


class RunRefused(WrongInput):
    """A stage met something wrong in the recipe or in a source; the message says what."""


class RunBroke(FtDataError):
    """A run ended by a fault of ours; finished work is kept."""


class Ran(NamedTuple):
    """What happened, the recipe as it was read for it, and whether the release was not there before."""

    outcome: Outcome
    recipe: Recipe
    new: bool

    def require(self) -> None:
        """Raise for a run that did not end well: RunRefused, RunBroke, or RunStopped with what forbids to go on."""
        outcome = self.outcome
        if outcome.wrong_input:
            raise RunRefused(outcome.wrong_input)
        if outcome.broke:
            raise RunBroke(outcome.broke)
        if outcome.refused or outcome.blocking:
            stands = f"stopped by {'; '.join(outcome.blocking)}. The versions made so far can be inspected"
            raise RunStopped(outcome.refused or stands)


def run(
    home: Home,
    name: str,
    select: Sequence[str] = (),
    *,
    release: bool = True,
    hear: Callable[[Progress | Finished], None] = lambda news: None,
    waiting: Callable[[], None] = lambda: None,
) -> Ran:
    """Look at recipe and sources, then make what was asked for (everything, if nothing is named); return what happened.

    ``hear`` is told how far it is, ``waiting`` is called if another process holds the dataset. Raises RecipeError with every
    problem before anything runs, and KeyProblem. How it ended is in what is returned; `Ran.require` raises for it.
    """
    from ft_data.recipe.load import load
    from ft_data.stages.prefetch import wake_workers

    recipe = load(home.recipe(name), name)
    choice.asked()
    home.keys()  # an engine, or a key, that may not be used is said before anything runs
    wake_workers(home, name, recipe)

    from ft_data.inspection.problems import problems
    from ft_data.recipe.problems import RecipeError

    if found := problems(home, name, recipe):
        raise RecipeError(found)

    from ft_data.assets.execute import execute
    from ft_data.release import versions
    from ft_data.stages.build import listening

    known = versions.names(home.warehouse(name).releases)
    with listening(hear):
        outcome = execute(home, name, recipe, list(select), release=release, waiting=waiting)
    return Ran(outcome, recipe, bool(outcome.release) and Path(str(outcome.release)).name not in known)
