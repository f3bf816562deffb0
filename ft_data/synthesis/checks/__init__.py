"""What is looked at in a generation, one thing a module: each returns a finding, or None where nothing speaks against it."""
