"""A scripted teacher that knows every way of making rows: it looks at what is shown and answers as the schema wants."""

from __future__ import annotations

import json
from typing import Any

from bench.support.endpoint import Answer
from bench.support.teacher import completion


def versed(request: dict[str, Any], before: int = 0) -> Answer:
    """Answer well, from what is shown alone."""
    shown = json.loads(request["messages"][-1]["content"])
    schema = request["response_format"]["json_schema"]["schema"]
    row = _ROWS[tuple(schema["properties"])](shown, request.get("seed", 0), schema)
    return completion(json.dumps(row))


def _sentences(text: str) -> list[str]:
    return [part.strip().rstrip(".") for part in text.split(". ") if len(part.split()) > 5]


def _exchange(shown: dict[str, Any], seed: int, schema: Any) -> dict[str, Any]:
    found = _sentences(shown["passage"])
    said = found[(seed + len(shown.get("so_far", ()))) % len(found)]
    about = " ".join(said.split()[:10])
    return {"question": f"What is known about {about}?", "answer": f"It is known that {said}."}


def _question(shown: dict[str, Any], seed: int, schema: Any) -> dict[str, Any]:
    if "answer" in shown:
        return {"question": f"What is said of {' '.join(_sentences(shown['answer'])[0].split()[:8])}?"}
    return {"question": f"Please answer this for me: {shown['question']}"}


def _instruction(shown: dict[str, Any], seed: int, schema: Any) -> dict[str, Any]:
    if "instruction" in shown:
        return {"instruction": f"{shown['instruction']} Give a reason for every part of the answer, too."}
    first = shown["examples"][0].rstrip("?.").split()[-4:]
    return {"instruction": f"Explain to a visitor why it matters to know {' '.join(first)} (case {seed})."}


def _answer(shown: dict[str, Any], seed: int, schema: Any) -> dict[str, Any]:
    if "faults" in shown:
        reworded = shown["answer"].replace(" has ", " possesses ").replace(" and its ", ", while its ")
        return {"answer": reworded.replace(" meet ships near ", " wait for ships not far from ").replace(" The harbour ", " That harbour ")}  # fmt: skip
    about = shown.get("instruction") or shown.get("question")
    if seed >= 100:
        return {"answer": f"Nobody knows, whatever you ask me for the time being, sample {seed}."}
    return {"answer": f"What you ask, {about.rstrip('?.')}, is told by the pilots of the port near the buoy, in basin and watch."}  # fmt: skip


def _filled(shown: dict[str, Any], seed: int, schema: Any) -> dict[str, Any]:
    said = _sentences(shown["passage"])[0]
    slots = schema["properties"]["slots"]["properties"]
    fillings = dict(zip(slots, [" ".join(said.split()[1:5]), " ".join(said.split()[5:8])], strict=False))
    return {"fits": True, "slots": fillings, "answer": f"It is known that {said}."}


def _critique(shown: dict[str, Any], seed: int, schema: Any) -> dict[str, Any]:
    return {"sound": False, "faults": "The order is not the best one."}


def _request(shown: dict[str, Any], seed: int, schema: Any) -> dict[str, Any]:
    port = next(f"Port {word.rstrip('?')}" for word in shown["example"].split() if word.rstrip("?").isdigit())
    return {"request": f"How deep is the water at {port} today?", "arguments": {"port": port, "unit": "m"}}


def _reply(shown: dict[str, Any], seed: int, schema: Any) -> dict[str, Any]:
    port = shown["call"]["arguments"]["port"]
    return {"result": f"depth 7 m at {port}", "answer": f"The water at {port} has a depth of 7 m today."}


def _better(shown: dict[str, Any], seed: int, schema: Any) -> dict[str, Any]:
    return {"better": "first" if len(shown["first"]) > len(shown["second"]) else "second"}


_ROWS = {
    ("better",): _better,
    ("question", "answer"): _exchange,
    ("question",): _question,
    ("instruction",): _instruction,
    ("answer",): _answer,
    ("fits", "slots", "answer"): _filled,
    ("sound", "faults"): _critique,
    ("request", "arguments"): _request,
    ("result", "answer"): _reply,
}
