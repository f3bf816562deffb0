"""Settings that are given as keyword arguments: those of a recipe's section, checked as the recipe's are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ft_data.errors import WrongInput

if TYPE_CHECKING:
    from pydantic import BaseModel

Section = TypeVar("Section", bound="BaseModel")


class WrongSetting(WrongInput, ValueError):
    """A keyword argument is no setting there, or has a value that it cannot take."""


def checked(section: type[Section], given: dict[str, Any]) -> Section:
    """Return a section of a recipe made of keyword arguments. Raises WrongSetting with every problem."""
    from pydantic import ValidationError

    try:
        return section.model_validate(given)
    except ValidationError as error:
        known = ", ".join(section.model_fields)
        raise WrongSetting(
            "; ".join(
                f"`{'.'.join(map(str, one['loc']))}`: "
                + (f"no such setting; there are {known}" if one["type"] == "extra_forbidden" else one["msg"])
                for one in error.errors(include_url=False, include_input=False)
            )
        ) from None
