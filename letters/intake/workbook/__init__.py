"""Our own tables, to fill in: as a workbook with drop-downs, or as a folder of CSV files."""

from letters.intake.workbook.folder import read_tables, write_tables
from letters.intake.workbook.workbook import write_workbook

__all__ = ["read_tables", "write_tables", "write_workbook"]
