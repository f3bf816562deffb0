"""The stages of a dataset, one module each: what goes in, what comes out, what is cached. No Dagster here."""
