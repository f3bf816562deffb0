"""Which of the good rows are trained on, and how much each weighs."""
