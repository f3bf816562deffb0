"""A benchmark of planted fine-tuning defects: plant them into clean text, then score what any tool kept.

It knows nothing of the tools it measures, ours included: a corpus, the recorded truth and a scorer.
"""
