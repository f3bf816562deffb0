"""What the finders say of a text, with their guards and without."""

from ft_data.cleaning.privacy import find
from ft_data.cleaning.privacy.detect import GUARDS


def found(text, kind=None, regions=("US", "GB")):
    """Find with the guards, which may hide nothing, whatever is asked."""
    findings = find(text, regions)
    assert findings == find(text, regions, guards=frozenset(GUARDS))
    return [(f.kind, text[f.start : f.end]) for f in findings if kind in (None, f.kind)]
