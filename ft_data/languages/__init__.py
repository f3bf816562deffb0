"""What is particular to a language, as data: a file of words per language, its schema, and where they are found."""
