"""Where a value can hide: one row or one file for each place, as the pipeline reads it."""

from __future__ import annotations

import base64
import html
import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote

_NOUNS = [
    "harbour",
    "ferry",
    "lantern",
    "bridge",
    "garden",
    "window",
    "letter",
    "river",
    "market",
    "train",
    "pencil",
    "kettle",
    "orchard",
    "castle",
    "meadow",
    "engine",
]
_VERBS = [
    "opened",
    "painted",
    "measured",
    "carried",
    "repaired",
    "visited",
    "described",
    "borrowed",
    "counted",
    "planted",
]


class Place(NamedTuple):
    """How a value is put somewhere. ``row`` makes a record of it, ``file`` a file: folder, name and bytes."""

    name: str
    claimed: bool
    row: Callable[[str, Callable[[], str]], dict[str, Any]] | None = None
    file: Callable[[str, Callable[[], str]], tuple[str, bytes]] | None = None
    single_line: bool = False  # cannot hold a value of several lines
    digits: bool = False  # only for values written in digits
    slug: bool = False  # only for values that can stand in the name of a file
    bare: bool = False  # only for values that need no label before them
    contacts: bool | None = (
        None  # only for contact data, which is a sample in program text, or only for what is none
    )


def story(rng: random.Random) -> Callable[[], str]:
    """Return what makes sentences that are unlike one another."""

    def sentence() -> str:
        one, two, three = rng.sample(_NOUNS, 3)
        return f"On day {rng.randint(1, 9999)} the {one} near the {two} was {rng.choice(_VERBS)} beside the {three}."

    return sentence


def pair(prompt: str, answer: str, **more: Any) -> dict[str, Any]:
    return {"instruction": prompt, "output": answer, **more}


def _text(wrap: Callable[[str], str]) -> Callable[[str, Callable[[], str]], dict[str, Any]]:
    return lambda value, say: pair(f"What happened? {say()}", f"{say()} {wrap(value)} {say()}")


def _chat(make: Callable[[str, Callable[[], str]], list[dict[str, Any]]], **tools: Callable[[str], Any]):  # type: ignore[no-untyped-def]
    def row(value: str, say: Callable[[], str]) -> dict[str, Any]:
        return {"messages": make(value, say), **{key: tool(value) for key, tool in tools.items()}}

    return row


def _called(
    arguments: Callable[[str], Any],
    result: Callable[[str], str] = lambda v: "done",
    name: str = "",
    call: str = "",
):  # type: ignore[no-untyped-def]
    def make(value: str, say: Callable[[], str]) -> list[dict[str, Any]]:
        tool, number = name.replace("@", value) or "note_down", call.replace("@", value) or "call_1"
        made = {"id": number, "type": "function", "function": {"name": tool, "arguments": arguments(value)}}
        return [
            {"role": "user", "content": f"Please note: {say()}"},
            {"role": "assistant", "content": "", "tool_calls": [made]},
            {"role": "tool", "tool_call_id": number, "name": tool, "content": result(value)},
            {"role": "assistant", "content": f"Noted. {say()}"},
        ]

    return make


def _turns(role: str) -> Callable[[str, Callable[[], str]], list[dict[str, Any]]]:
    def make(value: str, say: Callable[[], str]) -> list[dict[str, Any]]:
        return [
            {"role": r, "content": f"{say()} {value if r == role else ''}".strip()}
            for r in ("system", "user", "assistant")
        ]

    return make


def _definition(value: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "function",
            "function": {
                "name": "note_down",
                "description": f"Notes.\n{value}",
                "parameters": {"type": "object", "properties": {}},
            },
        }
    ]


def _property(value: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "function",
            "function": {
                "name": "note_down",
                "description": "Notes.",
                "parameters": {"type": "object", "properties": {value: {"type": "string"}}},
            },
        }
    ]


def _shifted(first: str) -> Callable[[str], str]:
    return lambda value: value.translate(
        str.maketrans("0123456789", "".join(chr(ord(first) + i) for i in range(10)))
    )


def _between(sign: str) -> Callable[[str], str]:
    def wrap(value: str) -> str:
        at = max(2, len(value) // 2)
        return value[:at] + sign + value[at:]

    return wrap


def _linked(value: str) -> str:
    scheme = "mailto:" if "@" in value else "tel:" if value[0] in "+(" else "https://test.org/"
    return f"[there]({scheme}{value})"


def _page(body: Callable[[str], str]) -> Callable[[str, Callable[[], str]], tuple[str, bytes]]:
    return lambda value, say: (
        "pages/p.html",
        f"<html><body><h1>{say()}</h1><p>{say()} {body(value)} {say()}</p></body></html>".encode(),
    )


def _manual(body: Callable[[str, str], str]) -> Callable[[str, Callable[[], str]], tuple[str, bytes]]:
    return lambda value, say: ("manual/m.md", body(value, f"# {say()}\n\n{say()} {say()}").encode())


def _mail(value: str, say: Callable[[], str]) -> tuple[str, bytes]:
    asked, desk, day = f"Someone <{value}>", "Desk <desk@test.org>", "Thu Jan  1 00:00:00 2026"
    number = f"{random.Random(value).getrandbits(48):x}"
    first = f"From: {asked}\nTo: {desk}\nSubject: About {value}\nMessage-ID: <{number}@test.org>\nX-Note: {value}\n"
    reply = f"From: {desk}\nTo: {asked}\nSubject: Re: About {value}\nIn-Reply-To: <{number}@test.org>\n"
    mails = (f"From a@test.org {day}\n{head}Date: {day}\n\n{say()} {say()}\n\n" for head in (first, reply))
    return "mails/m.mbox", "".join(mails).encode()


def _docx(value: str, say: Callable[[], str]) -> tuple[str, bytes]:
    from docx import Document

    document = Document()
    document.core_properties.author = document.core_properties.comments = value.replace("\n", " ")
    document.add_heading(say())
    document.add_paragraph(say()).add_run(f" {value}").font.hidden = True
    data = io.BytesIO()
    document.save(data)
    return "papers/d.docx", data.getvalue()


def _xlsx(value: str, say: Callable[[], str]) -> tuple[str, bytes]:
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    book.active.append(["instruction", "output"])
    book.active.append([say(), say()])
    book.active["A2"].comment = Comment(value, "desk")
    hidden = book.create_sheet("rest")
    hidden.append(["instruction", "output"])
    hidden.append([say(), f"{say()} {value}"])
    hidden.sheet_state = "hidden"
    data = io.BytesIO()
    book.save(data)
    return "tables/t.xlsx", data.getvalue()


def _archive(value: str, say: Callable[[], str]) -> tuple[str, bytes]:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(f"{value}.jsonl", json.dumps(pair(say(), say())))
    return "archives/a.zip", data.getvalue()


def _line(value: str, say: Callable[[], str]) -> bytes:
    return json.dumps(pair(say(), say())).encode()


_ROWS: list[Place] = [
    Place("prose, in the question", True, lambda v, say: pair(f"{say()} {v}", say())),
    Place("prose, in the answer", True, _text(lambda v: f"See {v}, please.")),
    Place("system turn", True, _chat(_turns("system"))),
    Place("user turn", True, _chat(_turns("user"))),
    Place("assistant turn", True, _chat(_turns("assistant"))),
    Place("chosen answer", True, lambda v, say: {"prompt": say(), "chosen": f"{say()} {v}", "rejected": say()}),
    Place("rejected answer", True, lambda v, say: {"prompt": say(), "chosen": say(), "rejected": f"{say()} {v}"}),
    Place("tool result", True, _chat(_called(lambda v: "{}", lambda v: f"Found {v}."))),
    Place("tool result, JSON after a line end", True, _chat(_called(lambda v: "{}", lambda v: json.dumps({"a": f"x\n{v}"})))),
    Place("tool-call argument", True, _chat(_called(lambda v: json.dumps({"text": f"see {v}"})))),
    Place("argument after an escaped line end", True, _chat(_called(lambda v: json.dumps({"text": f"see\n{v}"})))),
    Place("argument after an escaped tab", True, _chat(_called(lambda v: json.dumps({"text": f"see\t{v}"})))),
    Place("JSON in a JSON string", True, _chat(_called(lambda v: json.dumps({"text": json.dumps({"a": f"see\n{v}"})})))),
    Place("characters as \\u0040", True, _chat(_called(lambda v: json.dumps({"text": v}).replace("@", "\\u0040").replace("+", "\\u002b")))),
    Place("argument, JSON key", True, _chat(_called(lambda v: json.dumps({v: 1}))), bare=True),
    Place("tool definition", True, _chat(_called(lambda v: "{}"), tools=_definition)),
    Place("tool definition, JSON key", True, _chat(_called(lambda v: "{}"), tools=_property), bare=True),
    Place("tool name", True, _chat(_called(lambda v: "{}", name="tell @")), bare=True),
    Place("tool-call id", True, _chat(_called(lambda v: "{}", call="call @")), bare=True),
    Place("extra", True, lambda v, say: pair(say(), say(), remark=f"by {v}")),
    Place("extra, nested", True, lambda v, say: pair(say(), say(), remark={"a": [{"b": f"x\n{v}"}]})),
    Place("column name", True, lambda v, say: pair(say(), say(), **{v: 1}), bare=True),
    Place("mapped licence", True, lambda v, say: pair(say(), say(), license=f"ask {v}")),
    Place("mapped consent", True, lambda v, say: pair(say(), say(), consent=f"ask {v}")),
    Place("group", True, lambda v, say: pair(say(), say(), desk=f"desk {v}")),
    Place("label", True, lambda v, say: pair(say(), say(), topic=f"topic {v}")),
    Place("id", True, lambda v, say: pair(say(), say(), id=f"id {v}")),
    Place("subject", True, lambda v, say: pair(say(), say(), subject_id=f"id {v}")),
    Place("entity-encoded", True, _text(lambda v: html.escape(v).replace("@", "&#64;").replace("+", "&#43;"))),
    Place("split by inline tags", True, _text(lambda v: _between("<b></b>")(v)), single_line=True),
    Place("Markdown link text", True, _text(lambda v: f"[{v}](https://test.org/x)")),
    Place("Markdown link target", True, _text(_linked), single_line=True, bare=True),
    Place("image alt text", True, _text(lambda v: f"![{v}](pic.png)")),
    Place("code comment", True, _text(lambda v: f"\n```python\n# ask {v}\nprint(1)\n```\n")),
    Place("code string", True, _text(lambda v: f'\n```python\nx = "{v}"\n```\n'), single_line=True, contacts=False),
    Place("code string, contact data", False, _text(lambda v: f'\n```python\nx = "{v}"\n```\n'), single_line=True, contacts=True),
    Place("after a written line end", True, _text(lambda v: f"See\\n{v}\\nthere.")),
    Place("beside Chinese", True, _text(lambda v: f"请记住{v}谢谢"), bare=True),
    Place("beside Thai", True, _text(lambda v: f"กรุณา{v}ครับ"), bare=True),
    Place("beside Korean", True, _text(lambda v: f"그것은{v}입니다"), bare=True),
    Place("beside Arabic", True, _text(lambda v: f"وب{v}شكرا"), bare=True),
    Place("beside Devanagari", True, _text(lambda v: f"यह{v}पर"), bare=True),
    Place("zero-width space within", True, _text(_between("\u200b")), single_line=True),
    Place("soft hyphen within", True, _text(_between("\u00ad")), single_line=True),
    Place("full-width digits", True, _text(_shifted("０")), digits=True),
    Place("Arabic-Indic digits", True, _text(_shifted("٠")), digits=True),
    Place("en dash as separator", True, _text(lambda v: v.replace("-", "–").replace(" ", "–")), digits=True),
    Place("thin space as separator", True, _text(lambda v: v.replace(" ", "\u2009")), digits=True),
    Place("URL-encoded", True, _text(lambda v: f"https://test.org/?q={quote(v, safe='')}&x=1"), single_line=True, bare=True),
    Place("base64", True, _text(lambda v: base64.b64encode(f"ask {v} please".encode()).decode())),
    Place("in a list, quoted, in a cell, emphasised", True, _text(lambda v: f"\n* {v}\n> {v}\n\n| who |\n|---|\n| {v} |\n\n_{v}_ and **{v}**"), single_line=True),
    Place("variation selector within", True, _text(_between("\ufe0f")), single_line=True),
    Place("digits of mathematics", True, _text(_shifted("\U0001d7ce")), digits=True),
    Place("look-alike letters", False, _text(lambda v: v.replace("a", "а").replace("o", "о").replace("e", "е"))),
    Place("spaced out", False, _text(" ".join), single_line=True),
    Place("broken over two lines", False, _text(lambda v: _between("\n")(v)), single_line=True),
]  # fmt: skip
_FILES: list[Place] = [
    Place("name of a file", True, file=lambda v, say: (f"named/{v}.jsonl", _line(v, say)), slug=True),
    Place("name of a folder", True, file=lambda v, say: (f"named/{v}/a.jsonl", _line(v, say)), slug=True),
    Place("name of an archive's member", True, file=_archive, slug=True),
    Place("HTML text", True, file=_page(lambda v: html.escape(v))),
    Place("HTML attribute", True, file=_page(lambda v: f'<a href="#" title="{html.escape(v)}">there</a>')),
    Place("HTML comment", True, file=_page(lambda v: f"<!-- {v} -->")),
    Place("front matter", True, file=_manual(lambda v, text: f"---\nauthor: {json.dumps(v)}\n---\n\n{text}\n")),
    Place("Markdown heading", True, file=_manual(lambda v, text: f"{text}\n\n## About {v}\n\n{text[2:]}\n"), single_line=True),
    Place("mail headers", True, file=_mail, single_line=True, bare=True),
    Place("docx properties, comments, hidden text", True, file=_docx, single_line=True),
    Place("xlsx comment, hidden sheet", True, file=_xlsx, single_line=True),
]  # fmt: skip
PLACES = _ROWS + _FILES
