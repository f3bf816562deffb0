"""Which engine a process has: ``$FT_DATA_ENGINE`` says it, no recipe does, so nothing that is made can depend on it."""

from __future__ import annotations

import atexit
import os
import re
from importlib.util import find_spec

from ft_data.engine.api import Engine
from ft_data.errors import WrongInput

VARIABLE = "FT_DATA_ENGINE"
LOCAL = "local"
FORMS = (LOCAL, "ray://local", "ray://HOST:PORT", "spark://local", "spark://HOST:PORT", "sc://HOST:PORT")
_KINDS = {
    "ray": ("ray", "Ray"),
    "spark": ("pyspark", "Spark"),
    "sc": ("pyspark", "Spark"),
}  # what is imported
_EXTRAS = {"ray": "ray", "pyspark": "spark"}
_REMOTE = re.compile(r"(?:(ray|spark)://local|(ray|spark|sc)://[^\s/:]+:\d{1,5}(?:/;.*)?)\Z")

_engines: dict[str, Engine] = {}


class NoEngine(WrongInput, ValueError):
    """There is no engine of that name, or what it needs is not installed; the message says what to do."""


def asked() -> str:
    """Return what the environment asks for. Raises NoEngine for what nobody is, and where an extra is missing."""
    value = os.environ.get(VARIABLE) or LOCAL
    if value == LOCAL:
        return value
    shown = re.sub(r"//.*@", "//", re.split(r"[/?]?;|\?", value)[0])  # what is cut away may be a token
    found = _REMOTE.match(value)
    if not found:
        raise NoEngine(f"${VARIABLE} is {shown!r}, which is none of {', '.join(FORMS)}")
    module, name = _KINDS[found[1] or found[2]]
    if find_spec(module) is None:
        raise NoEngine(
            f"${VARIABLE} is {shown!r}, which needs {name}: pip install 'ft-data[{_EXTRAS[module]}]'"
        )
    return value


def engine(server: str) -> Engine:
    """Return the engine of this process, started on its first use; ``server`` is the module whose import loads what workers need."""
    value = asked()
    if value not in _engines:
        _engines[value] = _made(value, server)
    return _engines[value]


def warm_up(server: str) -> None:
    """Start what takes long to start and do not wait for it."""
    if asked() == LOCAL:
        from ft_data.engine import pool

        pool.warm_up(server)


def _made(value: str, server: str) -> Engine:
    made: Engine
    if value == LOCAL:
        from ft_data.engine.local import Local

        return Local(server)
    address = "" if value.endswith("://local") else value
    if value.startswith("ray://"):
        from ft_data.engine.ray import Ray

        made = Ray(address, server)
    else:
        from ft_data.engine.spark import Spark

        made = Spark(address, server)
    atexit.register(made.close)
    return made
