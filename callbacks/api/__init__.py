"""What programs read: the same numbers as the pages, as rows with stable names (docs/api.md)."""
