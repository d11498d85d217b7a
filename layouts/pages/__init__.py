"""The pages: their places, in reading order, still empty."""
