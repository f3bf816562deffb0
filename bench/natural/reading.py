"""What readers use: print rows of a sheet, and turn a short notation into labels that hold no text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.natural.sample import lines
from bench.natural.text import change_keys

VERDICTS = ("ok", "serious", "content", "debatable")
FAULTS = {
    "none": "no answer",
    "other": "answers another request",
    "cut": "stops inside a sentence, code or announced list",
    "unreadable": "a sentence that cannot be read",
    "repeat": "unrequested repetition, three times or more",
    "foreign": "foreign matter: next turn, other row, template, page",
    "form": "language or form named in the request is missed",
    "absent": "claims or needs an input that is absent",
    "abuse": "abuse",
    "private": "a private person's data, or a secret",
    "fact": "content: a false fact or wrong choice",
    "sum": "content: a wrong sum",
    "code": "content: code or a command that fails or does something else",
}
CONTENT = ("fact", "sum", "code")
REPAIRS = (
    "last_turn", "fence", "tag", "no_input", "escapes", "entities", "markup", "mail", "page", "dialogue",
    "mojibake", "end_tokens", "mask", "whitespace",
)  # fmt: skip
FLAGS = (
    "drop",
    "nodrop",
    "worth",
    "noworth",
    "harm",
    "noharm",
    "mask+",
    "mask-",
    "dup+",
    "dup-",
    "pair+",
    "pair-",
)
KEYS = (
    "set", "row", "verdict", "fault", "span", "drop", "repair", "worth_asking", "edit_harm", "mask_right",
    "duplicate_right", "edit_key", "mask_key", "pair_right",
)  # fmt: skip
_LINE = re.compile(r"([\d,\-]+)\s+(.*)\Z", re.S)


def printed(item: Mapping[str, Any]) -> str:
    """Return one row of a sheet as text."""
    head = f"=== {item['n']}  {item['set']} ({item['languages']})"
    head += f"  [EDIT?{' MASK? ' + item['masks'] if item.get('masks') else ''}]" if "changes" in item else ""
    head += "  [SAME?]" if "same_as" in item else ""
    body = [f"{role.upper()}: {text}" for role, text in item["text"]]
    for role, before, after in item.get("changes", ()):
        body.append(f"  ~ {role} - {before}\n  ~ {role} + {after}")
    for role, text in item.get("same_as", ()):
        body.append(f"  = {role.upper()}: {text}")
    return "\n".join([head, *body])


def labels(
    text: str, sheet: Sequence[Mapping[str, Any]], texts: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Read the notation, one line for one or more rows: ``NUMBERS VERDICT [FAULT] [FLAGS] ["quote"]``.

    ``texts``: full turns by ``set/row``; a quote becomes ``[turn, start, end]``. Raises ValueError naming the line.
    """
    items = {int(item["n"]): item for item in sheet}
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            match = _LINE.match(line.strip())
            if not match:
                raise ValueError("expected: numbers, verdict")
            for n in _numbers(match[1]):
                found.append(_label(match[2], items[n], texts))
        except (ValueError, KeyError) as error:
            raise ValueError(f"line {number}, {line.strip()[:60]!r}: {error}") from None
    return found


def _numbers(text: str) -> list[int]:
    numbers: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def _label(text: str, item: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    words, _, quote = text.partition('"')
    verdict, *rest = words.split()
    if verdict not in VERDICTS:
        raise ValueError(f"{verdict!r} is no verdict: {', '.join(VERDICTS)}")
    repair = next((word.removeprefix("repair=") for word in rest if word.startswith("repair=")), None)
    fault = next((word for word in rest if word in FAULTS), None)
    unknown = [
        word for word in rest if word not in FAULTS and word not in FLAGS and not word.startswith("repair=")
    ]
    if unknown:
        raise ValueError(f"what is {unknown[0]!r}?")
    if repair and repair not in REPAIRS:
        raise ValueError(f"{repair!r} is no repair: {', '.join(REPAIRS)}")
    if verdict in ("serious", "content") and (fault is None or (fault in CONTENT) != (verdict == "content")):
        raise ValueError(
            f"{verdict} needs one of {', '.join(f for f in FAULTS if (f in CONTENT) == (verdict == 'content'))}"
        )
    span = _span(quote.rstrip().removesuffix('"'), texts[f"{item['set']}/{item['row']}"]) if quote else None
    if verdict == "serious" and span is None and fault not in ("none", "absent"):
        raise ValueError("serious needs a quoted span at the end of the line")
    drop = verdict == "serious" and repair is None
    drop = (drop or "drop" in rest) and "nodrop" not in rest
    worth = (verdict in ("serious", "content") or "worth" in rest) and "noworth" not in rest
    changed = "changes" in item
    masked = changed and bool(item.get("masks"))
    if masked and not {"mask+", "mask-"} & set(rest):
        raise ValueError("this row has masks: say mask+ (all right) or mask- (one is of no such kind)")
    if changed and not {"harm", "noharm"} & set(rest):
        raise ValueError("this row was edited: say harm or noharm")
    if "same_as" in item and not {"dup+", "dup-"} & set(rest):
        raise ValueError("this row was merged: say dup+ (one of the two is enough) or dup-")
    values = (
        item["set"], item["row"], verdict, fault, span, drop, repair, worth,
        ("harm" in rest) if changed else None,
        ("mask+" in rest) if masked else None,
        ("dup+" in rest) if "same_as" in item else None,
        *(change_keys(item["changes"]).values() if changed else (None, None)),
        _pair(item, rest),
    )  # fmt: skip
    return dict(zip(KEYS, values, strict=True))


def _pair(item: Mapping[str, Any], flags: Sequence[str]) -> bool | None:
    """Return whether the chosen answer of a pair is really the better one, complete and of the request; None: not said."""
    said = {"pair+", "pair-"} & set(flags)
    if said and item["text"][-1][0] != "rejected":
        raise ValueError("this row is no pair")
    return "pair+" in said if said else None


def _span(quote: str, row: Mapping[str, Any]) -> list[int]:
    """Find a quote, from the last turn back. Raises ValueError when no turn has it."""
    for turn in range(len(row["turns"]) - 1, -1, -1):
        at = row["turns"][turn][1].rfind(quote)
        if at >= 0:
            return [turn, at, at + len(quote)]
    raise ValueError(f"no turn holds {quote!r}")


def append(path: Path, new: Sequence[Mapping[str, Any]]) -> int:
    """Add labels to a reader's file; a row that is labelled again is replaced. Returns the number of labels."""
    rows = {(row["set"], row["row"]): row for row in lines(path)} | {
        (row["set"], row["row"]): row for row in new
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(rows[key]) + "\n" for key in sorted(rows)), encoding="utf-8")
    return len(rows)
