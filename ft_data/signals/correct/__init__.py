"""What can be recomputed: does a tool call fit its signature, does JSON fit its schema."""
