"""Reports and plots that other parts wrote: read-only files of one folder."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse, Response

from ft_data.review.request_context import RequestContext
from ft_data.review.security import REPORT_POLICY

# Everything else in the folder stays where it is.
_TYPES = {".html": "text/html", ".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json",
          ".csv": "text/csv", ".md": "text/plain", ".txt": "text/plain"}  # fmt: skip


def listing(context: RequestContext) -> Response:
    """List the reports, newest first."""
    folder = context.app.reports
    found = (
        []
        if folder is None or not folder.is_dir()
        else [p for p in folder.rglob("*.html") if _inside(folder, p)]
    )
    found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    names = [path.relative_to(folder).as_posix() for path in found] if folder else []
    return context.page("reports.html", names=names)


def one(context: RequestContext) -> Response:
    """Serve one file of the reports folder, in a sandbox without scripts."""
    folder, name = context.app.reports, context.request.path_params["name"]
    path = folder / name if folder is not None and "\x00" not in name else None
    if folder is None or path is None or path.suffix not in _TYPES or not _inside(folder, path):
        return context.page("missing.html", status=404, what="report", name=name)
    headers = {"content-security-policy": REPORT_POLICY}
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=headers)


def _inside(folder: Path, path: Path) -> bool:
    """Say whether a path is a file of the folder.

    Links are followed before comparing, so neither `..` nor a symlink leads out of it.
    """
    try:
        return path.resolve().is_relative_to(folder.resolve()) and path.is_file()
    except OSError:  # a name too long, a folder that may not be read
        return False
