"""Reports out: the numbers of a page as a workbook and as CSV."""
