"""Imported by the server of the workers, and by nothing else: importing it is what loads their modules."""

from ft_data.engine import preload

preload.load()
