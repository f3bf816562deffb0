"""What a home survives: kills of runs and of forgetting at random moments, forgetting beside a run, flipped bits."""
