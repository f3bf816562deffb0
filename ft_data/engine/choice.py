"""Which engine a process has: ``$FT_DATA_ENGINE`` says it, no recipe does, so nothing that is made can depend on it."""

from __future__ import annotations

import os

from ft_data.engine.api import Engine
from ft_data.errors import WrongInput

VARIABLE = "FT_DATA_ENGINE"
LOCAL = "local"

_engines: dict[str, Engine] = {}


class NoEngine(WrongInput, ValueError):
    """There is no engine of that name, or what it needs is not installed; the message says what to do."""


def asked() -> str:
    """Return what the environment asks for. Raises NoEngine for what nobody is."""
    value = os.environ.get(VARIABLE) or LOCAL
    if value != LOCAL:
        raise NoEngine(f"${VARIABLE} is {value!r}, which is none of {LOCAL}")
    return value


def engine(server: str) -> Engine:
    """Return the engine of this process; ``server`` is the module whose import loads what workers need."""
    value = asked()
    if value not in _engines:
        from ft_data.engine.local import Local

        _engines[value] = Local(server)
    return _engines[value]
