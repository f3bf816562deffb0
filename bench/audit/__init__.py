"""What is installed, and what is known against it."""
