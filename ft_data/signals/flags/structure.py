"""Answers in a form: code fences, JSON, XML, function calls, Python, reasoning tags, numbered lists."""

from __future__ import annotations

import ast
import re
import warnings
from typing import Any
from xml.parsers import expat

import orjson

from ft_data.signals.flags.view import View

_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*([\w+#.-]*)", re.MULTILINE)
_BLOCK = re.compile(r"^[ \t]*```[ \t]*([\w+#.-]*)[^\n]*\n(.*?)^[ \t]*```", re.MULTILINE | re.DOTALL)
_JSON_START = re.compile(r"\s*(?:\{\s*(?:\"|\}|\n)|\[\s*(?:\{|\[|\"|-?\d|\]))")
_JSON_LIKE = re.compile(r"[{\[]\s*\"[^\"\n]{1,80}\"\s*[:,]")
_CALL = re.compile(
    r"<(tool_call|function_?call|functioncall|tool_use|invoke)\b[^>\n]*>\s*(.*?)\s*(?:</\1>|<\|endoftext\|>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_CALL_OPEN = re.compile(r"<(tool_call|function_call|tool_use)>", re.IGNORECASE)
_THOUGHT = re.compile(
    r"<(/?)(think|thinking|thought|reasoning|scratchpad|reflection|analysis)>", re.IGNORECASE
)
_THOUGHT2 = re.compile(r"<\|(begin|end)_of_thought\|>")
_PYTHON2 = (
    "Missing parentheses in call",
    "Missing parentheses",
    "leading zeros",
    "multiple exception types",
)
# A body that is a comment yet ("your code here") begins; where the indent is lost, no body does.
_COMMENTED = re.compile(r":[ \t]*(?:#.*)?\n(?:[ \t]*\n)*[ \t]+(?=#)")
# What a program prints or a shell shows is put into such fences too: a prompt, a traceback, an error by its name.
_NO_PROGRAM = re.compile(
    r"\A\s*(?:[\w.-]+@[\w.-]+[:~ ][^\n]*[$#] |Traceback \(|(?:\w+\.)*\w*(?:Error|Exception|Warning|Invalid)\w*: )"
)
_PYTHON_START = re.compile(
    r"\s*(?:def \w+\(.*\).*:|import \w[\w., ]*$|from \w[\w.]* import |class \w+(?:\(.*\))?:)", re.MULTILINE
)
_NOT_PYTHON = re.compile(
    r"[;{]\s*$|^\s*(?://|#\s*(?:output|result)|output:)|^\s*(?:public|private|func|fn|var|let|const|end)\b",
    re.MULTILINE | re.IGNORECASE,
)
_ELISION = re.compile(
    r"(?:^|\s)(?:\.\.\.|…)|<[a-z][\w -]*>|\[\w+ here\]|^\s*>>> |^\s*\$ |^In \[\d|^\s*%\w|^\s*!\w",
    re.MULTILINE,
)


def fence_fault(view: View) -> bool:
    """Whether a code fence is left open, or closed without having been opened."""
    if "```" not in view.response and "~~~" not in view.response:
        return False
    ticks = [match[1][:3] for match in _FENCE.finditer(view.response)]
    if not ticks:
        return view.response.count("```") % 2 == 1
    return ticks.count("```") % 2 == 1 or ticks.count("~~~") % 2 == 1 or (view.response.count("```") % 2 == 1)


def _parses(text: str) -> bool:
    try:
        orjson.loads(text)
        return True
    except orjson.JSONDecodeError:
        return False


def invalid_json(view: View) -> bool:
    """Whether the answer is (or was asked to be) JSON and cannot be parsed."""
    text = view.response.strip()
    if not text:
        return False
    promised = "asks_json" in view.asks and "asks_code" not in view.asks
    if "```" in text:
        blocks = [(m[1].lower(), m[2]) for m in _BLOCK.finditer(text)]
        bodies = [body for name, body in blocks if name in ("json", "")]
        for name, body in blocks:
            if name == "json" and not _parses(body) and not _lenient(body):
                return True
        return promised and bool(bodies) and not any(_parses(body) for body in bodies)
    looks = _JSON_START.match(text) is not None
    if not looks:
        if not promised:
            return False
        # Asked for JSON: prose around one object is common, an answer with neither is another fault (form).
        first = min((i for i in (text.find("{"), text.find("[")) if i >= 0), default=-1)
        if first < 0 or not (_JSON_LIKE.search(text) or re.search(r"[{\[]\s*'?\w+'?\s*[:,]", text)):
            return False
        last = max(text.rfind("}"), text.rfind("]"))
        return last <= first or not _parses(text[first : last + 1])
    if _parses(text):
        return False
    if not promised and (_JSON_LIKE.match(text) is None or ("\n" in text and _lenient(text))):
        return False
    if all(_parses(line) for line in text.split("\n") if line.strip()):
        return False  # one JSON value a line
    head = text[: max(text.rfind("}"), text.rfind("]")) + 1]
    if promised and head and _parses(head) and len(text[len(head) :].split()) >= 3:
        return False  # a remark follows the value
    return promised or _JSON_LIKE.match(text) is not None


def _lenient(text: str) -> bool:
    """Whether a text that is no JSON is meant as an outline of it: comments, elisions, slots, several values."""
    return (
        "..." in text
        or "…" in text
        or "//" in text
        or "/*" in text
        or re.search(r"<\w[\w ]*>|\{\{", text) is not None
    )


def invalid_xml(view: View) -> bool:
    """Whether the answer is (or was asked to be) XML and is not well-formed."""
    text = view.response.strip()
    promised = "asks_xml" in view.asks
    if not promised and not text.startswith("<?xml"):
        return False
    if "```" in text:
        bodies = [m[2].strip() for m in _BLOCK.finditer(text) if m[1].lower() in ("xml", "")]
    else:
        first, last = text.find("<"), text.rfind(">")
        bodies = [text[first : last + 1]] if 0 <= first < last else []
    bodies = [body for body in bodies if body.startswith("<")]
    return bool(bodies) and not any(_well_formed(body) for body in bodies)


def _well_formed(text: str) -> bool:
    parser = expat.ParserCreate()
    # No entity is expanded: a hostile document must not cost more than its own length.
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(text.encode(), True)
        return True
    except (expat.ExpatError, ValueError):
        return False


def _refuse(*_: Any) -> None:
    raise ValueError("entity declaration")


def invalid_call(text: str, calls: list[str]) -> bool:
    """Whether a tool call, in its own field or written in the answer, cannot be parsed or has no name."""
    for call in calls:
        try:
            value = orjson.loads(call)
        except orjson.JSONDecodeError:
            return True
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                return True
            inner = one.get("function", one)
            if not isinstance(inner, dict) or not inner.get("name"):
                return True
            arguments = inner.get("arguments")
            if isinstance(arguments, str) and arguments.strip() and not _parses(arguments):
                return True
    if "<" not in text:
        return False
    for match in _CALL.finditer(text):
        body = match[2].strip()
        if body.startswith(("{", "[")) and not _parses(body) and not _parses(body.replace("'", '"')):
            # Single quotes around JSON arguments are how some sets write calls: {"name": "f", "arguments": '{...}'}
            unquoted = re.sub(r":\s*'(.*)'\s*\}", r": \1}", body, flags=re.DOTALL)
            if not _parses(unquoted):
                return True
    opened = len(_CALL_OPEN.findall(text))
    return opened != sum(
        text.lower().count(f"</{name}>") for name in ("tool_call", "function_call", "tool_use")
    )


def python_fault(view: View) -> bool:
    """Whether Python that the answer shows, in a `python` fence or as the whole answer, does not parse."""
    return any(not _python(block) for block in python_blocks(view.response))


def python_blocks(text: str) -> list[str]:
    """Return the Python that a text shows: `python` fences, or the whole text where it begins like a module."""
    if "```" in text:
        return [m[2] for m in _BLOCK.finditer(text) if m[1].lower() in ("python", "py", "python3")]
    whole = _PYTHON_START.match(text) is not None and not _NOT_PYTHON.search(text)
    return [text] if whole else []


def dedented(source: str) -> str:
    """Return code without the indent of its first line."""
    lines = source.strip("\n").split("\n")
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[indent:] if not line[:indent].strip() else line for line in lines)


def _python(source: str) -> bool:
    if len(source) > 20_000 or _ELISION.search(source) is not None or _NO_PROGRAM.search(source) is not None:
        return True
    plain = dedented(source)
    if len(plain.strip().split("\n")) < 2:
        return True  # one line may be an address, a name or a message; a program that says something has more
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(plain)
        except SyntaxError as problem:
            said = str(problem.msg or "")
            if said.startswith("expected an indented block"):
                filled = _COMMENTED.sub(r"\g<0>pass ", plain)
                return filled != plain and _python(filled)
            return said.startswith(_PYTHON2)
        except (ValueError, RecursionError, MemoryError):
            return True
    return True


def reasoning_faults(view: View) -> list[str]:
    """Name what is wrong with reasoning tags: unclosed, unopened, repeated, empty, not_first, no_answer."""
    text = view.response
    if "<" not in text:
        return []
    tags = [("/" if m[1] else "") + m[2].lower() for m in _THOUGHT.finditer(text)]
    spans = [m.span() for m in _THOUGHT.finditer(text)]
    for m in _THOUGHT2.finditer(text):
        tags.append("thought|" if m[1] == "begin" else "/thought|")
        spans.append(m.span())
    if not tags:
        return []
    faults: list[str] = []
    opens = [k for k, tag in enumerate(tags) if not tag.startswith("/")]
    closes = [k for k, tag in enumerate(tags) if tag.startswith("/")]
    if len(opens) > len(closes):
        faults.append("unclosed")
    if len(closes) > len(opens):
        faults.append("unopened")
    if len(opens) > 1 and view.kind != "conversation":
        faults.append("repeated")
    if opens and closes:
        if not text[spans[opens[0]][1] : spans[closes[0]][0]].strip():
            faults.append("empty")
        if closes[0] < opens[0] and "unopened" not in faults:
            faults.append("unopened")
        if not text[spans[closes[-1]][1] :].strip():
            faults.append("no_answer")
    if opens and view.kind != "conversation" and text[: spans[opens[0]][0]].strip():
        faults.append("not_first")
    return faults
