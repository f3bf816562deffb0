"""The root of every error of this project and its branches: what went wrong decides how the command line exits.

Classes are defined where they are raised and derive from a branch; docs/errors.md lists them all.
"""

from __future__ import annotations


class FtDataError(Exception):
    """Something went wrong that has a name here. One that is in no branch is a fault of ours."""

    exit_code = 3


class WrongInput(FtDataError):
    """The recipe, a source, the command line, or this machine (an extra, room on a disk): somebody can mend it."""

    exit_code = 2


class Blocked(FtDataError):
    """A check, a gate or a missing approval forbids the next step; the data stays inspectable."""

    exit_code = 1


class Unusable(FtDataError):
    """One value, record, file or template cannot be used. Caught where it is met and counted with its reason."""
