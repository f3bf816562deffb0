"""The field names that datasets and exports use, by what they mean."""

from __future__ import annotations

from ft_data.sources.shapes import sides

# Normalised: lower case, blanks and dashes as underscores. The first one present wins.
PROMPT = (
    "instruction", "instruct_prompt", "prompt", "question", "query", "user_prompt", "user_message", "user_input", "problem",
    "request", "human", "customer_message", "input", "user",
)  # fmt: skip
RESPONSE = (
    "output", "response", "answer", "completion", "target", "reply", "best_answer", "answers", "solution",
    "canonical_solution", "solutions", "long_answer", "accepted_answer", "code", "sql", "query", "model_response", "assistant_response", "agent_response", "answer_text",
    "expected_output", "assistant", "gpt", "bot", "correct_answer", "final_answer", "label_answer", "generation",
    "short_answer", "short_answers", "réponse", "reponse", "golden", "gold", "gold_answer", "golden_answer", "ideal",
    "reference_answer", "answers_spans",
)  # fmt: skip
# Names that mean a question and its answer only side by side.
NAMED_PAIRS = (
    ("da", "text"), ("mr", "ref"), ("mr", "text"), ("meaning_representation", "human_reference"), ("concepts", "target"),
    ("email_body", "subject_line"), ("content", "answer"), ("text", "headline"), ("description", "solutions"), ("description", "sql"),
    ("inputs", "targets"), ("inputs_pretokenized", "targets_pretokenized"), ("input_text", "target_text"),
    ("input_text", "output_text"), ("source", "target"), ("src", "tgt"), ("q", "a"), ("front", "back"),
    ("term", "definition"), ("word", "definition"), ("rewritten_intent", "snippet"), ("intent", "snippet"),
    ("nl", "cmd"), ("nl", "code"), ("nl", "sql"), ("invocation", "cmd"), ("text", "code"), ("docstring", "code"),
    ("title", "accepted_answer"), ("title", "answers"), ("title", "answer"), ("subject", "answer"),
    ("utterance", "reply"), ("utterance", "response"), ("post", "reply"), ("post", "comment"), ("comment", "reply"),
    ("context", "response"), ("context", "reply"), ("source_text", "target_text"), ("source_text", "response_text"),
    ("name", "acceptedanswer"), ("name", "suggestedanswer"), ("short_description", "close_notes"),
    ("message_1", "message_2"), ("message1", "message2"),
    ("short_description", "resolution_notes"), ("short_description", "resolution"),
    ("problem_description", "code"), ("func_documentation_string", "func_code_string"), ("documentation", "code"),
    ("frage", "antwort"), ("pregunta", "respuesta"), ("pergunta", "resposta"), ("domanda", "risposta"), ("vraag", "antwoord"),
    ("pytanie", "odpowiedź"), ("вопрос", "ответ"), ("问题", "答案"), ("问题", "回答"), ("質問", "回答"), ("질문", "답변"), ("질문", "대답"),
)  # fmt: skip
ABOUT = ("selftext", "question_body", "body", "description", "details")  # what a title leaves to say
PROGRAMS = ("code", "cmd", "sql", "func_code_string")  # of such an answer an object holds the parse
# What beside an instruction it is to be done with, and what beside a stub of code says in words what is wanted.
MATERIAL = ("question", "query", "problem", "sentence", "text", "content", "passage_text")
WANTED = ("intent", "nl", "docstring", "description", "task_description")
# What a question in a field of that name is about, where no field is called a context.
STORY = ("body", "question_body", "question_details", "scenario", "situation", "excerpt", "support", "text")
SEVERAL = (
    "solutions",
    "answers",
    "short_answers",
)  # of a list, even one written as JSON, the first is trained
SOURCES = ("contexts", "passages", "table", "document")  # a context, or only the names of one
CONTEXT = (
    "input", "context", "passage", "paragraph", "story", "article", "background", "ctx", "knowledge", "reading_passage", "context_text",
    *SOURCES,
)  # fmt: skip
SYSTEM = ("system", "system_prompt", "system_message", "systeminstruction", "system_instruction")
HISTORY = ("history",)
TOOLS = (
    "tools",
    "functions",
    "toolconfig",
    "tool_config",
    "available_tools",
    "function_declarations",
    "chat_template_kwargs",
)
TURNS = (
    "messages", "conversations", "conversation", "utterances", "dialogue", "dialog", "turns", "comments",
    "conversation_parts", "replies", "thread", "posts", "transcript", "chat", "contents",     "chat_history", "conversation_history", "log", "traj", "trajectory", "trace", "chat_messages",
)  # fmt: skip
CHOSEN = (
    "chosen", "chosen_response", "response_chosen", "preferred_output", "preferred", "chosen_answer", "answer_chosen",
    "pos_answer", "positive_answer", "positive_response", "good_answer", "good_response", "better_answer",
    "better_response", "preferred_response", "response_j", "winner_response", "winning_response", "real",
    "accepted", "accepted_response", "good",
)  # fmt: skip
REJECTED = (
    "rejected", "rejected_response", "response_rejected", "non_preferred_output", "dispreferred", "rejected_answer",
    "answer_rejected", "neg_answer", "negative_answer", "negative_response", "bad_answer", "bad_response", "worse_answer",
    "worse_response", "non_preferred", "dispreferred_response", "rejected_output", "response_k", "loser_response",
    "losing_response", "rejected_messages", "generated", "reject", "bad",
)  # fmt: skip
STEMS = (
    "output", "response", "answer", "completion", "conversation", "text", "summary", "model_output", "human_ref",
)  # fmt: skip
SIDES = tuple(
    (f"{stem}{gap}{a}", f"{stem}{gap}{b}")
    for stem in STEMS
    for gap in ("_", "")
    for a, b in (("a", "b"), ("1", "2"), ("0", "1"))
)
# What the better and the worse of two answers are called, before or behind what they are: `chosen_text`, `text_worse`.
MERITS = (
    ("chosen", "rejected"), ("preferred", "dispreferred"), ("preferred", "non_preferred"), ("preferred", "unpreferred"),
    ("better", "worse"), ("best", "worst"), ("winning", "losing"), ("winner", "loser"), ("accepted", "rejected"),
)  # fmt: skip
# What stands behind such a word and is no answer.
MEASURED = frozenset(
    "id ids score scores rating ratings rank reward rewards model models source label index logp logps logprob length tokens "
    "count avg average name generator annotator".split()
)
# How much better the second of two answers is; below zero the first one is.
STRENGTH = ("preference_strength", "overall_preference", "preference_score")
WINNER = (
    "winner", "preference", "preferred", "choice", "better", "majority_human", "verdict", "label", "better_response",
    "better_answer", "human_preference", "annotator_preference", "chosen", "winning_side", "which_better", "better_response_id",
)  # fmt: skip
TEXT = (
    "text", "full_text", "content", "body", "document", "passage", "article", "articlebody", "article_body",
    "sentence", "tweet", "licensetext", "license_text", "abstract", "description", "message", "code", "post",
    "review", "utterance",
)  # fmt: skip
LABELS = (
    "label", "labels", "category", "class", "intent", "sentiment", "topic", "is_toxic", "toxic", "emotion",
    "genre", "rating", "stars", "score", "quality", "spam", "is_spam", "expect",
)  # fmt: skip
KTO = (
    "label", "kto_tag", "desirable", "is_desirable", "thumbs_up", "thumbs", "feedback", "is_good", "liked", "is_correct",
    "is_safe",
)  # fmt: skip
# What a model said, which such a mark is about, also where the right answer stands beside it.
JUDGED = (
    "generated_solution", "generated_answer", "generated_response", "generation", "model_output", "model_response",
    "model_answer",
)  # fmt: skip
TICKET = (
    "requester_id", "requester", "assignee_id", "assignee", "ticket_id", "ticket", "priority", "description",
    "description_text", "conversation_parts", "via", "status",
)  # fmt: skip

CREATED = (
    "created_at",
    "createdat",
    "created",
    "timestamp",
    "created_utc",
    "datetime",
    "date",
    "ts",
    "tstamp",
)
LANGUAGE = ("language", "lang")
LICENSE = ("license", "licence")
CONSENT = ("consent",)
SUBJECT = ("subject_id",)

# Normalised as field names are: lower case, blanks and dashes as underscores.
ROLES = {
    **dict.fromkeys(
        (
            "system", "context", "system_prompt", "system_message", "system_instruction", "system_instructions",
            "sys", "系统",
        ),
        "system",
    ),
    "developer": "developer",
    **dict.fromkeys(
        (
            "user", "usr", "human", "q", "question", "instruction", "prompt", "input", "query", "问", *sides.GUEST,
        ),
        "user",
    ),
    **dict.fromkeys(
        (
            "assistant", "gpt", "chatgpt", "bing", "bard", "bot", "chatbot", "ai", "ai_assistant", "virtual_assistant",
            "model", "llm", "a", "answer", "answerer", "response", "output", "completion", "答", *sides.DESK,
        ),
        "assistant",
    ),
    **dict.fromkeys(
        (
            "tool", "tools", "function", "observation", "ipython", "environment", "api", "api_response",
            *(
                f"{what}{gap}{word}"
                for what in ("tool", "function", "func", "api", "tool_call", "function_call")
                for gap in ("_", "")
                for word in ("result", "results", "response", "responses", "output", "outputs", "return")
            ),
        ),
        "tool",
    ),
    **dict.fromkeys(
        (
            *(
                f"{what}{gap}{word}"
                for what in ("tool", "function", "func", "api")
                for gap in ("_", "")
                for word in ("call", "calls", "caller", "calling", "use")
            ),
        ),
        "call",
    ),
    **dict.fromkeys(("thought", "thoughts", "thinking", "reasoning", "assistant_thought", "assistant_thinking"), "thought"),
}  # fmt: skip

TURN_ROLE = (
    "role",
    "from",
    "speaker",
    "author",
    "sender",
    "author_role",
    "user",
    "name",
    "author_id",
    "user_id",
    "agent",
    "agent_id",
    "agent_name",
    "participant",
    "speaker_id",
    "interlocutor_id",
    "interlocutor",
    "username",
    "user_name",
)
TURN_TEXT = (
    "content", "value", "text", "body", "plain_body", "body_text", "utterance", "message", "html_body",
    "comment", "response", "parts", "msg", "cooked", "mes",
)  # fmt: skip
TURN_TIME = ("created_at", "date", "time", "ts", "timestamp", "updated_at")

# Fields whose value names one record among all others of a source. Those that name what a record is about (a
# question, a document, an item) are not here: several records may be about the same.
IDS = (
    "id", "_id", "uid", "uuid", "guid", "record_id", "row_id", "example_id", "sample_id", "instance_id",
    "rec_id", "answer_id", "response_id", "ticket_id", "task_id", "message_id",
)  # fmt: skip
THREAD_IDS = ("conversation_id", "dialogue_id", "dialog_id", "thread_id", "chat_id", "session_id")


def normal(name: str) -> str:
    """Return a field name as the tables above spell it."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")
