"""The package of docs/extending.md, taken from the page and installed: a folder with its files and what a wheel would say of it."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

from ft_data import plugins
from ft_data.filtering import packs
from ft_data_tests.realdata import ROOT

_SNIPPET = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGE = ROOT / "docs/extending.md"


def snippets() -> dict[str, str]:
    """Return the page's snippets by the name of their file."""
    return dict(_SNIPPET.findall(PAGE.read_text("utf-8")))


def entry_points(toml: str) -> str:
    """Write a section of pyproject.toml as an installer writes it."""
    return re.sub(r'\[project\.entry-points\."([\w.]+)"\]', r"[\1]", toml).replace('"', "")


def install(
    folder: Path, files: dict[str, str], points: str, name: str = "harbour", version: str = "1.0"
) -> None:
    """Write a package and its metadata into a folder, in the place of an earlier version."""
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        (path.parent / "__init__.py").touch()
    for old in folder.glob(f"{name}-*.dist-info/*"):
        old.unlink()
        old.parent.rmdir() if not [*old.parent.iterdir()] else None
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(points)
    start_anew(name)


def install_page(folder: Path, version: str = "1.0", **changed: str) -> None:
    """Install the package of the page; ``changed`` files (by stem) instead of the page's."""
    found = snippets()
    points = entry_points(found.pop("entry_points"))
    files = {file: changed.get(Path(file).stem, text) for file, text in found.items()}
    install(folder, files, points, version=version)


def start_anew(name: str) -> None:
    """Forget what this process knows of a package, as a process does that starts."""
    for module in [one for one in sys.modules if one.split(".")[0] == name]:
        del sys.modules[module]
    importlib.invalidate_caches()
    for cache in (plugins._installed, plugins._code, packs._read):
        cache.cache_clear()
