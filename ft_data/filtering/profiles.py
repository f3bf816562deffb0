"""Default rules by profile."""

from ft_data.recipe.schema import Rule

PROFILES: dict[str, tuple[Rule, ...]] = {"chat": (), "code": (), "math": (), "text": ()}
