"""Probing a tuned model: the same questions about people of different groups, answers compared in pairs."""
