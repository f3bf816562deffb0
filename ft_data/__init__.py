"""ft_data: from raw files to a published, explained, versioned fine-tuning dataset."""

__version__ = "0.1.0"
