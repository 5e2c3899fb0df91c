"""Text tables: how one is written (encoding, delimiter, header), and its first rows.

Standard library only: the server's preview and the bricks' tasks both use it, and so agree.
"""

from labstead_core.tabular.dialect import Dialect, DialectError, detect
from labstead_core.tabular.preview import Preview, preview

__all__ = ["Dialect", "DialectError", "Preview", "detect", "preview"]
