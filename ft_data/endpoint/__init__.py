"""The one client of language models: judges and teachers are asked through it, under one wall of money."""
