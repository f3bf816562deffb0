"""Where everything lives. One home holds datasets, their warehouse and their releases."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """A folder with ``datasets/``, ``warehouse/`` and ``releases/``."""

    root: Path

    @staticmethod
    def find(root: str | Path | None = None) -> Home:
        """Return the home: the argument, else $FT_DATA_HOME, else the current folder."""
        return Home(Path(root or os.environ.get("FT_DATA_HOME") or ".").resolve())

    def datasets(self) -> list[str]:
        """Name every dataset that has a recipe."""
        return sorted(path.parent.name for path in self.root.glob("datasets/*/recipe.yaml"))

    def folder(self, name: str) -> Path:
        """Return the folder people edit."""
        return self.root / "datasets" / name

    def recipe(self, name: str) -> Path:
        """Return the path of the recipe."""
        return self.folder(name) / "recipe.yaml"

    def warehouse(self, name: str) -> Warehouse:
        """Return the paths of what was made from a dataset."""
        return Warehouse(name, self.root / "warehouse" / name, self.root / "releases" / name)

    def key(self) -> bytes:
        """Return the secret behind pseudonyms and subject ids; made on first use, readable by its owner only.

        It lives beside the warehouse, not in it: who gets the data does not get the key.
        $FT_DATA_KEY_FILE names another place.
        """
        path = Path(os.environ.get("FT_DATA_KEY_FILE") or self.root / ".ft_data.key")
        try:
            return path.read_bytes()
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        temporary.write_bytes(secrets.token_hex(32).encode())
        temporary.chmod(0o600)
        try:
            os.link(temporary, path)  # fails if another process was first: then its key is the key
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
        return path.read_bytes()


@dataclass(frozen=True)
class Warehouse:
    """The paths of one dataset's products."""

    name: str
    root: Path
    releases: Path

    @property
    def catalog(self) -> Path:
        """The DuckDB file people open: views only, a product of the manifests."""
        return self.root.with_suffix(".duckdb")

    @property
    def parts(self) -> Path:
        """Immutable Parquet files, a folder per asset."""
        return self.root / "parts"

    @property
    def snapshots(self) -> Path:
        """Manifests, a folder per asset."""
        return self.root / "snapshots"

    @property
    def splits(self) -> Path:
        """The append-only split ledger."""
        return self.root / "splits"

    @property
    def review(self) -> Path:
        """People's decisions (SQLite)."""
        return self.root / "review.sqlite"

    @property
    def reports(self) -> Path:
        """HTML reports, one per snapshot of eval_report."""
        return self.root / "reports"
