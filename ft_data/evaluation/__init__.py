"""What a version is like and whether it may pass: expectations between stages, numbers, and the report."""
