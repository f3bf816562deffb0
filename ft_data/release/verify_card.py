"""Verifying the card: every byte, every number, and the text itself."""

from __future__ import annotations

from pathlib import Path

from ft_data.release import card, manifest, numbers, verify


def verify_card(folder: Path) -> list[str]:
    """Return every problem of a release and its card, an empty list if all holds.

    Beside :func:`ft_data.release.verify.verify`: every number is computed again from its query, and the
    README is written again from manifest and numbers and compared.
    """
    problems = verify.verify(folder)
    if problems:
        return problems
    found = manifest.read(folder)
    problems = numbers.differences(folder, found["targets"])
    body = {key: value for key, value in found.items() if key not in ("files", "seal")}
    if card.render(body, numbers.read(folder)) != (folder / "README.md").read_text("utf-8"):
        problems.append("README.md does not say what the manifest and the numbers say")
    return problems
