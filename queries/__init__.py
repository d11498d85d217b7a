"""Reading the database: each function takes a connection and plain values and returns checked rows or blocks."""
