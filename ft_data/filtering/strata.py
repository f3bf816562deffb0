"""The stratum of a row in SQL over signals and cleaned columns: what kind of text it is, and in which language."""

from __future__ import annotations

_KIND = """CASE WHEN kind = 'text' OR row_kind = 'document' THEN 'documents'
WHEN row_kind IN ('code', 'math', 'structured', 'table', 'tool') THEN 'code' ELSE 'prose' END"""
# The row's language is what two detectors say of answer and prompt; one that is not told is taken for none of the known
# ones: evidence for English is none for it.
_LANGUAGE = """CASE WHEN coalesce(response_script, prompt_script, 'Latin') <> 'Latin' THEN 'other'
WHEN row_language = 'en' THEN 'en' ELSE 'latin' END"""
STRATUM = f"(({_KIND}) || '/' || ({_LANGUAGE}))".replace("\n", " ")
# The answer is said in a language; what code, formulas, tables and structured output say is in none.
# Nor can a short passage that nobody asked for be told by its words: headings, names and links of a manual are no sentences.
BRIEF = 40  # words; a script tells of fewer
SPOKEN = (
    "NOT coalesce(answer_kind IN ('code', 'math', 'structured', 'table'), false) AND "
    f"NOT (coalesce(prompt_words, 0) = 0 AND response_words < {BRIEF} AND NOT coalesce(script_unwanted, false))"
)
