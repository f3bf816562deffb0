"""What the rest of the pipeline uses of the review database."""

from __future__ import annotations

from ft_data.review.db import Database
from ft_data.review.forget import Forgetting, forget_text
from ft_data.review.resolved_decisions import decisions, fingerprint

__all__ = ["Database", "Forgetting", "decisions", "fingerprint", "forget_text"]
