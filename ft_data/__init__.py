"""ft_data: from raw files to a published, explained, versioned fine-tuning dataset.

>>> import ft_data
>>> ft_data.clean("CafÃ© &amp; bar").text
'Café & bar'

`open` gives a dataset of a home; `clean`, `scan_pii` and `deduplicate` need none. docs/library.md tells more.
Importing this imports nothing else: what a name below needs is loaded when the name is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from ft_data.api.cleaned import Cleaned as Cleaned
    from ft_data.api.cleaned import clean as clean
    from ft_data.api.dataset import Dataset as Dataset
    from ft_data.api.dataset import Run as Run
    from ft_data.api.dataset import open as open
    from ft_data.api.duplicates import Deduplicated as Deduplicated
    from ft_data.api.duplicates import Witness as Witness
    from ft_data.api.duplicates import deduplicate as deduplicate
    from ft_data.api.funnel import Funnel as Funnel
    from ft_data.api.funnel import FunnelStage as FunnelStage
    from ft_data.api.personal import scan_pii as scan_pii
    from ft_data.api.table import Table as Table
    from ft_data.api.table import Version as Version
    from ft_data.api.why import Why as Why
    from ft_data.api.why import WhyStep as WhyStep
    from ft_data.cleaning.privacy.finding import Finding as Finding
    from ft_data.cleaning.rule import Edit as Edit
    from ft_data.errors import Blocked as Blocked
    from ft_data.errors import FtDataError as FtDataError
    from ft_data.errors import Unusable as Unusable
    from ft_data.errors import WrongInput as WrongInput

# The same for the interpreter, which has not followed the imports above.
_FACE = {
    "api.cleaned": ("Cleaned", "clean"),
    "api.dataset": ("Dataset", "Run", "open"),
    "api.duplicates": ("Deduplicated", "Witness", "deduplicate"),
    "api.funnel": ("Funnel", "FunnelStage"),
    "api.personal": ("scan_pii",),
    "api.table": ("Table", "Version"),
    "api.why": ("Why", "WhyStep"),
    "cleaning.privacy.finding": ("Finding",),
    "cleaning.rule": ("Edit",),
    "errors": ("Blocked", "FtDataError", "Unusable", "WrongInput"),
}
_WHERE = {name: f"ft_data.{module}" for module, names in _FACE.items() for name in names}
__all__ = sorted(_WHERE)


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
