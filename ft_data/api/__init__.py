"""The public face, module by module; `ft_data` itself has the names (see docs/library.md).

Nothing heavy is imported at the top of a module here: results are made of what the rooms below return.
"""
