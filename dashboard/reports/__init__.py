"""The reports of departments (spec B.2): what a report is, as plain data; each is one module of `queries.reports`."""
