"""Signals that depend on something fitted: what the model will meet (`targets`), topics, trusted documents."""
