"""A language model that rates rows: asked over HTTP, every answer kept, never over the budget."""
