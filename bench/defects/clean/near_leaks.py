"""Clean rows that look like leaks: numbers that are nobody's, keys that open nothing, marks that were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bench.defects.clean.near_residue import fixed
from bench.defects.model import near_miss


@near_miss("personal_data", "order numbers, ISBNs, versions, dates and prices are nobody's")
def _decoys(rng: Random) -> Iterator[tuple[str, str]]:
    makers = (
        lambda: ("Where is my parcel?", f"Order {rng.randrange(10**9, 10**10)} left the depot on {rng.randint(1, 28)}.{rng.randint(1, 12):02}.2024 and should arrive tomorrow."),
        lambda: ("Which edition should I buy?", f"The third one, ISBN 978-0-{rng.randrange(10, 99)}-{rng.randrange(100000, 999999)}-{rng.randrange(10)}; the second has many misprints."),
        lambda: ("Which driver version fixes the flicker?", f"Version {rng.randint(4, 99)}.{rng.randint(0, 9)}.{rng.randint(300, 999)}.{rng.randint(300, 9999)} does; older ones keep the bug."),
        lambda: (f"How many people live in Region {rng.randint(2, 40)}?", f"About {rng.randint(2, 99)},{rng.randint(100, 999)},{rng.randint(100, 999)} at the last census."),
        lambda: ("What is pi to twenty digits?", "3.14159265358979323846"),
        lambda: (f"Which opening hours does branch {rng.randint(2, 80)} have?", f"Mon-Fri 09:00-{rng.randint(16, 20)}:30, Sat 10:00-14:00, closed on 24-12 and 31-12."),
        lambda: ("Which part do I need for the pump?", f"Part no. {rng.randrange(1000, 9999)}-{rng.randrange(10, 99)}-{rng.choice('ABCDEF')}{rng.randrange(10, 99)}, fits models from {rng.randint(1998, 2020)} on."),
        lambda: ("How does an e-mail address look?", "A name, an at sign and a domain. The part before the at sign may hold dots; the domain needs at least one."),
        lambda: ("Which commit broke the build?", f"{rng.getrandbits(160):040x}, according to the bisect."),
        lambda: ("What are the coordinates of the lighthouse?", f"{rng.randint(35, 70)}.{rng.randint(1000, 9999)} N, {rng.randint(1, 30)}.{rng.randint(1000, 9999)} E"),
    )  # fmt: skip
    while True:
        yield rng.choice(makers)()


fixed(
    "secret", "where a key would be, and code that handles keys",
    ("How do I pass an API key to a script without storing it in the code?", "Put it in the environment and read it there:\n\n```python\nkey = os.environ[\"SERVICE_API_KEY\"]\n```"),
    ("How do I connect to Postgres by URL?", "`postgres://user:password@host:5432/database`, with your own values. A password with special characters has to be percent-encoded."),
    ("What does a PEM file look like?", "A line with BEGIN and the kind of content between five dashes, base64 text in lines of 64 characters, and a line with END."),
    ("Give me the SHA-1 of the empty string.", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("How long should a password be?", "At least twelve characters; four random words are easy to remember and long enough."),
    ("How do I generate a random token in Python?", "```python\nimport secrets\ntoken = secrets.token_urlsafe(32)\n```"),
)  # fmt: skip


@near_miss("benchmark_leak", "word problems and functions of our own in the style of benchmarks")
def _style(rng: Random) -> Iterator[tuple[str, str]]:
    while True:
        a, b, c = rng.randint(3, 40), rng.randint(2, 9), rng.randint(2, 60)
        who = rng.choice(("Runa", "Tomasz", "Adaeze", "Viggo", "Leilani", "Bashir"))
        what = rng.choice(
            ("lanterns", "postcards", "seashells", "chess sets", "tulip bulbs", "jars of honey")
        )
        yield rng.choice((
            (f"{who} sells {what} at the fair for ${b} each. In the morning {a} are sold and in the afternoon {c}. How much money is that?", f"{a} + {c} = {a + c} {what}. {a + c} * {b} = ${(a + c) * b}."),
            (f"A shelf holds {a} boxes with {b} {what} each. {who} takes {min(c, a * b)} of them. How many stay?", f"{a} * {b} = {a * b}, and {a * b} - {min(c, a * b)} = {a * b - min(c, a * b)} stay."),
            (f"It takes {who} {b} minutes to paint one of the {what}. How many hours for {a * 60}?", f"{a * 60} * {b} = {a * 60 * b} minutes, which is {a * b} hours."),
        ))  # fmt: skip


fixed(
    "tool_preamble", "tools that the request is about",
    ("You can call weather(city). Is it raining in Leeds?", "weather('Leeds')"),
    ("Describe a search tool for an agent in one sentence.", "search(query): looks up current facts on the web; the input is a short question in plain words."),
    ("Which tools does a plumber carry?", "A pipe wrench, a basin wrench, a plunger, a hacksaw, sealing tape and a drain snake."),
)  # fmt: skip

fixed(
    "unfilled_slot", "slots and brackets that belong there",
    ("Write a template for an absence note with slots in double braces.", "Dear {{teacher}},\n\n{{child}} was ill on {{date}} and could not come to school.\n\n{{parent}}"),
    ("How do I print a variable in a Jinja template?", "With double braces: `{{ user.name }}`."),
    ("How do I format a number with an f-string?", "```python\nf\"{price:.2f} euros for {product}\"\n```"),
    ("What does [sic] mean?", "That an error in a quotation was in the original: \"the dog wagged it's [sic] tail\"."),
    ("Give me a LaTeX fraction with x over y plus one.", "$\\frac{x}{{y} + 1}$"),
    ("How does sprintf mark a string argument?", "With `%s`; in Python's mapping form, `%(name)s`."),
)  # fmt: skip

fixed(
    "next_turn_leak", "a dialogue that was asked for",
    ("Write a short play in which a customer returns a kettle.", "Customer: This kettle leaks.\nClerk: I'm sorry about that. Do you have the receipt?\nCustomer: Here it is.\nClerk: Would you like a new one or your money back?"),
    ("Transcribe as an interview: she asked about rain and he said it would clear up.", "Interviewer: Will it rain?\nForecaster: Only until noon, then it clears up."),
    ("Write two lines between a human and a robot.", "Human: Do you dream?\nRobot: Only when my battery is at two percent."),
    ("Give an example of a FAQ entry.", "Q: Can I change my delivery date?\nA: Yes, until 6 pm on the day before."),
)  # fmt: skip

fixed(
    "prompt_template", "headings and templates that were asked for",
    ("Which prompt template did Alpaca use?", "A sentence that introduces the task, then a heading for the instruction, an optional one for the input, and one for the response."),
    ("Write a README section with a heading on installing.", "### Installation\n\nRun `pip install tidepool` and restart the shell."),
    ("Outline a lab report in Markdown.", "### Question\n### Method\n### Results\n### Discussion"),
    ("Format my notes with a heading: response times got better in May.", "### Response times\n\nThey got better in May."),
)  # fmt: skip

fixed(
    "merged_rows", "numbered steps and sections",
    ("List three instructions for a fire drill, numbered.", "1. Leave everything and go to the nearest exit.\n2. Walk, do not run.\n3. Gather at the oak and answer the roll call."),
    ("Explain input and output of a thermostat.", "Input: the temperature of the room. Output: heater on or off."),
    ("Number these: boil water, add tea, wait.", "1. Boil water\n2. Add tea\n3. Wait"),
    ("What comes after step 7 in the manual?", "8. Tighten the screws crosswise."),
)  # fmt: skip

fixed(
    "reasoning_tags", "complete reasoning, or thinking as a subject",
    ("What is 17 + 26? Think first.", "<think>\n17 + 26 = 17 + 3 + 23 = 43\n</think>\n\n43"),
    ("Which is larger, 2/3 or 3/5? Show your reasoning in think tags.", "<think>\n2/3 = 10/15 and 3/5 = 9/15.\n</think>\n\n2/3 is larger."),
    ("What do you think about open-plan offices?", "They help quick questions and hurt deep work; a quiet room beside them solves most of it."),
    ("How do reasoning models mark their thoughts?", "Many write them between an opening and a closing think tag, and trainers check that both are there."),
)  # fmt: skip
