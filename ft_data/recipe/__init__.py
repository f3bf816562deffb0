"""What a good dataset means here: the recipe's schema, its loader and its generated documentation."""
