"""What sets the two answers of a preference apart."""
