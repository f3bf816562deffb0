"""Data-Juicer's text filters with their defaults and its local deduplicators; runs where it is installed.

Left out, because they fetch a model or word list from the network: language id, perplexity, flagged words,
stop words, token count.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

FILTERS = (
    "alphanumeric_filter", "average_line_length_filter", "character_repetition_filter",
    "maximum_line_length_filter",
    "special_characters_filter", "text_length_filter", "words_num_filter", "word_repetition_filter",
    "document_deduplicator", "document_minhash_deduplicator",
)  # fmt: skip


def main(asked: str, kept: str) -> None:
    from data_juicer.core.data import NestedDataset
    from data_juicer.ops import load_ops

    with open(asked, encoding="utf-8") as source:
        rows = [json.loads(line) for line in source]
    # A blank text crashes some operators; all of them would drop it.
    data = NestedDataset.from_list([row for row in rows if row["text"].strip()])
    for op in load_ops([{name: {"num_proc": 1}} for name in FILTERS]):
        data = data.process(op)
    with open(kept, "w", encoding="utf-8") as target:
        target.writelines(f"{key}\n" for key in data["id"])


if __name__ == "__main__":
    main(*sys.argv[1:])
