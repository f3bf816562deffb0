"""What can be wrong with a recipe, said so that a person can fix it: where, what, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ft_data.errors import WrongInput


@dataclass(frozen=True, order=True)
class Problem:
    """One finding at a position (1-based; 0 when the file as a whole is meant)."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{where}: {self.message}"


class RecipeError(WrongInput, ValueError):
    """The recipe, a source or the command line is wrong; carries every problem at once."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)  # a worker may raise it


def problem(message: str, file: str = "recipe.yaml", at: tuple[int, int] = (0, 0)) -> RecipeError:
    """Build an error of a single problem."""
    return RecipeError([Problem(file, at[0], at[1], message)])
