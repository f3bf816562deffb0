"""A language model that rates rows: every answer kept, never over the budget."""
