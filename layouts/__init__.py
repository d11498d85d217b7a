"""Pure functions from values to what is seen; nothing here asks a database."""
