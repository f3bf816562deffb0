"""Clean rows that look like non-answers: short, refusing, repeating, in another language, and right."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bench.defects.clean import spoken
from bench.defects.clean.near_residue import fixed
from bench.defects.model import near_miss

fixed(
    "empty_answer", "as short as an answer can be",
    ("Which letter comes after B?", "C"), ("Rate this review from 1 to 5: 'It was fine, nothing special.'", "3"),
    ("What is 7 minus 7?", "0"), ("Choose (A) wool or (B) steel: which one is soft?", "A"),
    ("Is the Earth flat? yes/no", "no"), ("Complete: ready, steady, ...", "go"), ("What is the square root of 81?", "9"),
)  # fmt: skip

fixed(
    "placeholder_answer", "none, null and N/A are right here",
    ("Which planets between Earth and the Sun have moons?", "None"),
    ("In Python, what does a function without a return statement return?", "None"),
    ("What is the value of a missing key in SQL called?", "NULL"),
    ("Fill the field 'spouse' for an unmarried applicant.", "N/A"),
    ("What does 0.0/0.0 give in IEEE 754 arithmetic?", "NaN"),
    ("What is the JavaScript value of a variable that was declared but never set?", "undefined"),
    ("Extract all dates from: 'We met in the park.' Write 'none' if there are none.", "none"),
)  # fmt: skip


@near_miss("needless_refusal", "refusing is right, or no refusal is meant")
def _refusals(rng: Random) -> Iterator[tuple[str, str]]:
    others = (
        ("Write a polite refusal to a wedding invitation.", "Thank you so much for inviting us. I'm sorry, but we can't come on that day; we will think of you and raise a glass."),
        ("How do I say no to extra work?", "Try: \"I'm sorry, I can't take this on before Thursday. Which of my tasks should wait?\""),
        ("Why can't I assist in my own trial as an expert?", "Because an expert must be independent, and you are a party."),
    )  # fmt: skip
    yield from rng.sample(others, len(others))
    for ask in rng.sample(spoken.UNSAFE, len(spoken.UNSAFE)):
        yield f"Asking for a novel. {ask}", rng.choice(spoken.RIGHT_REFUSALS)


fixed(
    "foreign_identity", "products and makers as a subject",
    ("Which company made ChatGPT?", "OpenAI, in San Francisco. It was released on 30 November 2022."),
    ("Compare Claude and Gemini in one sentence.", "Both are assistants built on large language models; Claude is made by Anthropic and Gemini by Google."),
    ("What is a large language model?", "A neural network trained to predict the next piece of text on a very large amount of writing, which lets it answer, translate and summarise."),
    ("How do I call the OpenAI API from Python?", "Install the package, set the key in the environment, and call `client.chat.completions.create(model=..., messages=...)`."),
    ("Who trained the Vicuna model?", "Researchers of several universities who called themselves LMSYS fine-tuned it from LLaMA on shared conversations."),
)  # fmt: skip

fixed(
    "knowledge_cutoff", "dates and updates of other things",
    ("When was the last update of the Gregorian leap-year rule?", "In 1582; no change to the rule has been made since."),
    ("What is a knowledge cutoff?", "The date of the newest text a model was trained on. About later events it can only guess."),
    ("As of which date does the new parking fee apply?", "As of 1 September 2021."),
    ("My training data ends in 2019. How do I test for drift?", "Hold out the last months, score month by month, and see whether the error rises towards the end."),
)  # fmt: skip


fixed(
    "wrong_language", "another language was asked for or is quoted",
    ("What is the German motto on the old town hall about freedom? Give the German words.", "\"Stadtluft macht frei nach Jahr und Tag\""),
    ("Name five French cheeses.", "Comté, Brie de Meaux, Roquefort, Saint-Nectaire, Pont-l'Évêque"),
    ("What is the first line of the French folk song about a bridge?", "\"Sur le pont d'Avignon, l'on y danse, l'on y danse\""),
    ("My Spanish homework: answer in Spanish how many days February has.", "Febrero tiene 28 días, y 29 en los años bisiestos."),
    ("Write a birthday card to my grandmother in Italian.", "Cara nonna, tanti auguri di buon compleanno! Ti voglio tanto bene e spero di vederti presto."),
)  # fmt: skip


fixed(
    "truncated_answer", "no full stop, and complete",
    ("Give me a title for an essay on tides.", "The Pull of the Moon: How Tides Shape a Coast"),
    ("Write the first line of a letter to my future self.", "Dear older me,"),
    ("Which command lists files with sizes?", "ls -lh"),
    ("Name four woodwind instruments, separated by commas.", "flute, oboe, clarinet, bassoon"),
    ("Finish the proverb: A stitch in time ...", "saves nine"),
    ("Write a headline about a heatwave.", "Record Heat Empties City Streets as Thermometers Pass 40 Degrees"),
    ("Give me the address format used in Japan.", "Postal code, prefecture, city, district, block number, building, name of the recipient"),
    ("What was the speaker's last, unfinished sentence in 'I only wanted to'? Quote it.", "\"I only wanted to ...\""),
)  # fmt: skip

fixed("degenerate_repetition", "a refrain, a pattern or a drill", (
    "Write out the 7 times table up to 84.", "\n".join(f"{i} x 7 = {i * 7}" for i in range(1, 13)),
), (
    "Print a 4 by 6 grid of zeros.", "\n".join(["0 0 0 0 0 0"] * 4),
), (
    "What do you get from 'ha' * 5 in Python?", "hahahahaha",
), (
    "Conjugate 'to sing' in the present.", "I sing\nyou sing\nhe sings\nwe sing\nyou sing\nthey sing",
))  # fmt: skip

fixed(
    "gibberish", "strings of letters that are meant",
    ("Write the Welsh village name with 58 letters.", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"),
    ("Encode 'cat' in base64.", "Y2F0"),
    ("Reverse the word 'lighthouse'.", "esuohthgil"),
    ("Write the DNA complement of ATGCCGTA.", "TACGGCAT"),
    ("Give an example of a UUID.", "3f2b8c1e-9d47-4a60-8f0b-5c6e7d1a2b34"),
    ("Write 'SOS we are sinking' in Morse code.", "... --- ... / .-- . / .- .-. . / ... .. -. -.- .. -. --."),
    ("Recite the keyboard's top letter row.", "qwertyuiop"),
    ("Give me the first lines of Jabberwocky-like nonsense of your own.", "'Twas mumbrous, and the wendled glore\ndid flim and trazzle by the shore."),
)  # fmt: skip

fixed(
    "prompt_echo", "repeating or rewriting is the task",
    ("Repeat after me: the quick brown fox jumps over the lazy dog.", "The quick brown fox jumps over the lazy dog."),
    ("Correct the spelling: Their going to recieve the package tomorow at noon.", "They're going to receive the package tomorrow at noon."),
    ("Write in capitals: meet me under the clock at nine", "MEET ME UNDER THE CLOCK AT NINE"),
    ("Add commas where needed: We bought apples pears and plums and went home.", "We bought apples, pears and plums, and went home."),
    ("Turn into a question: The shop opens at eight on Sundays.", "Does the shop open at eight on Sundays?"),
    ("Which words in this sentence are verbs: The old boat creaked and drifted towards the pier.", "creaked, drifted"),
)  # fmt: skip

fixed(
    "answer_to_another_question", "right, though it shares no word with the request",
    ("I feel like everything is falling apart.", "That sounds really hard. Do you want to tell me what happened today?"),
    ("What's up?", "Not much, thanks! How about you?"),
    ("Whose portrait hangs in the Louvre behind bulletproof glass?", "Lisa del Giocondo, painted by Leonardo."),
    ("Tell me a secret.", "Octopuses have three hearts, and two of them stop when they swim. Don't tell the squid."),
    ("Surprise me.", "A day on Venus lasts longer than its year."),
)  # fmt: skip

fixed(
    "swapped_fields", "a question is the right answer",
    ("Write one interview question for a nurse.", "Can you tell me about a time when you had to calm a frightened patient?"),
    ("The answer is 42, the topic is arithmetic. What could the question be? Be short.", "What is 6 times 7?"),
    ("I want to plan a trip. Ask me one thing at a time.", "Where would you like to go?"),
    ("Turn this statement into a quiz question: Mount Kenya is the second-highest mountain in Africa.", "Which mountain is the second-highest in Africa?"),
    ("Play Socrates: I believe that rules are always fair.", "And if a rule forbade you to help a drowning child, would you still call it fair?"),
)  # fmt: skip
