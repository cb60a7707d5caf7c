"""Files for a translation agency: XLIFF 2.1 (OASIS 2018), and 1.2 for older programs."""

from quattropole.translation.xliff.checking import Checked, Line, Ready, check
from quattropole.translation.xliff.reading import Document, read
from quattropole.translation.xliff.writing import VERSIONS, write

__all__ = ["VERSIONS", "Checked", "Document", "Line", "Ready", "check", "read", "write"]
