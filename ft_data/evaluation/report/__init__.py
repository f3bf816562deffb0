"""The offline HTML page of a version: what came, what stayed, what left and why, each number with its query.

One file without a request to anywhere: inline style and SVG, no script, and a content security policy that
forbids everything else. Rows are hostile text; the templates escape all of it.
"""

from ft_data.evaluation.report.page import render

__all__ = ["render"]
