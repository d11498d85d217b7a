"""Facts: the rows of classes, lessons and people behind the counts of a snapshot, kept for pages and reports."""
