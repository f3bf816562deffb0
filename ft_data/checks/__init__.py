"""Great Expectations between the versions, as named Dagster asset checks."""
