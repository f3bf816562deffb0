"""What is in a version: measures of its rows, their variety, what is missing, what changed, and who is treated otherwise."""
