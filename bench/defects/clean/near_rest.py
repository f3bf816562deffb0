"""Clean rows that look like impossible tasks, wrong results, broken code, copies or broken conversations."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bench.defects.clean.near_residue import fixed
from bench.defects.model import near_miss

fixed(
    "missing_medium", "images and files as a subject",
    ("How do I resize an image in Python?", "```python\nfrom PIL import Image\nImage.open(\"in.png\").resize((640, 480)).save(\"out.png\")\n```"),
    ("Describe how to draw a horse in four steps.", "Draw two ovals for chest and hip, join them with the back and belly, add neck and head, then the legs with their joints."),
    ("What should a good chart show?", "One message, labelled axes with units, a source, and no more colours than there are groups."),
    ("Which file formats keep transparency in pictures?", "PNG, WebP, GIF (one level only) and TIFF."),
    ("Write alt text for a photo of a lighthouse at dusk. I took it in Norway.", "A white lighthouse on a rocky shore at dusk, its lamp lit, somewhere in Norway."),
    ("How do I transcribe a video by hand quickly?", "Play it at half speed, type in short bursts, and mark unclear words with the time."),
)  # fmt: skip

fixed(
    "unreachable_source", "links that are mentioned, not needed",
    ("Which part of https://shop.example/item?id=7#reviews is the fragment?", "`#reviews`"),
    ("Shorten this text: 'More on https://trees.example. Oaks may live for a thousand years and feed more insects than any other tree here.'", "Oaks can live a thousand years and feed more insects than any other tree here."),
    ("How do I download a page with curl?", "`curl -L -o page.html https://www.site.example/`"),
    ("Where is the Python documentation?", "At https://docs.python.org; choose your version at the top left."),
    ("Summarise: The council met on Monday. It voted for a new bridge. Work starts in May. (Source: https://town.example)", "The council approved a new bridge; work starts in May."),
)  # fmt: skip


@near_miss("wrong_arithmetic", "unusual, and right")
def _right(rng: Random) -> Iterator[tuple[str, str]]:
    odd = (
        ("What is 5 + 9 on a clock face?", "Two o'clock, since 14 - 12 = 2."),
        ("Evaluate '1' + '1' in JavaScript.", "\"11\", because + joins strings."),
        ("What is 10 + 10 in binary?", "100, that is 2 + 2 = 4 in decimal."),
        ("Round 7 / 3 to one decimal.", "7 / 3 = 2.3"),
        ("What is 3 = 5 in Python?", "A syntax error: a number cannot be assigned to. `3 == 5` is False."),
        ("Can 2 + 2 = 5 ever be right?", "Not in ordinary arithmetic. Orwell uses the sentence as an example of a lie that power can force on people."),
    )  # fmt: skip
    yield from rng.sample(odd, len(odd))
    while True:
        a, b = rng.randint(101, 999), rng.randint(11, 99)
        yield (f"Multiply {a} by {b} and show the partial products.",
               f"{a} * {b // 10 * 10} = {a * (b // 10 * 10)}\n{a} * {b % 10} = {a * (b % 10)}\nSum: {a * b}")  # fmt: skip


fixed(
    "broken_json", "not JSON on purpose, or JSON with lines of its own",
    ("Write a Python dict with name and age, nothing more.", "{'name': 'Ada', 'age': 36}"),
    ("Show me JSON with a trailing comma and tell me why it is wrong.", "`{\"a\": 1,}` is wrong because JSON allows no comma after the last member; JSON5 does."),
    ("Give me two records as JSON Lines.", "{\"id\": 1, \"ok\": true}\n{\"id\": 2, \"ok\": false}"),
    ("Write a YAML list of two colours.", "- red\n- blue"),
    ("What is the shortest valid JSON text that is an object?", "{}"),
    ("Explain the JSON5 notation with an example.", "Keys need no quotes and comments are allowed:\n\n```json5\n{name: 'Ada', /* years */ age: 36,}\n```"),
)  # fmt: skip

fixed(
    "broken_code_block", "fences and indentation that are right",
    ("How do I write a code block in Markdown?", "Put three backticks on the line before and after it, with the language behind the first ones:\n\n````\n```python\nprint(1)\n```\n````"),
    ("One-line loop in Python that prints 0 to 4?", "`for i in range(5): print(i)`"),
    ("Which character opens inline code?", "The backtick, `."),
    ("Write a bash loop over all text files.", "for f in *.txt; do\necho \"$f\"\ndone"),
    ("Write SQL for all customers from Oslo.", "```sql\nSELECT name\nFROM customers\nWHERE city = 'Oslo';\n```"),
)  # fmt: skip

fixed(
    "empty_request", "short, and clear",
    ("Hi!", "Hello! What can I do for you?"), ("2+2?", "4"), ("Thanks", "You're welcome!"), ("Define entropy.", "A measure of how many arrangements a state allows; loosely, of disorder."),
    ("Why?", "Could you tell me what you are referring to? Then I can explain."), ("Joke please", "Why did the bicycle fall over? It was two-tired."),
    ("Synonym: glad", "happy"),
)  # fmt: skip


@near_miss("exact_duplicate", "the same answer to different questions, or the same question with new numbers")
def _same_answers(rng: Random) -> Iterator[tuple[str, str]]:
    canned = "Please restart the router, wait two minutes and try again. If that does not help, write to us with the time of the failure."
    for ask in ("My internet is slow since this morning.", "Netflix stops every few seconds, what now?", "The tablet cannot find our network.",
                "Video calls freeze all the time at my place.", "Why does the smart TV say 'offline'?"):  # fmt: skip
        yield ask, canned


@near_miss("near_duplicate", "one template, other facts: different things are said")
def _templates(rng: Random) -> Iterator[tuple[str, str]]:
    animals = (
        ("barn owl", "mice and voles", "old barns", "by hearing alone in full darkness"), ("river otter", "fish and crabs", "burrows under roots", "by whiskers that feel a tail beat"),
        ("hedgehog", "beetles and slugs", "heaps of leaves", "by smell along the edge of hedges"), ("kestrel", "voles and lizards", "holes in cliffs", "by hovering against the wind"),
        ("pine marten", "squirrels and berries", "hollow trees", "by chasing through the crowns"), ("adder", "lizards and frogs", "stone walls in the sun", "by lying still and striking once"),
    )  # fmt: skip
    for name, food, home, how in animals:
        yield f"Describe the {name} briefly.", f"The {name} eats {food}. It lives in {home} and hunts {how}."
