"""The review station: people decide the borderline, and their decisions are data.

``store`` is the way in for the rest of the pipeline (``decisions``, ``fingerprint``, ``forget_text``);
``serve`` starts the page people work on.
"""
