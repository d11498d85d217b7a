"""Units, boundaries and drawings of the map."""
