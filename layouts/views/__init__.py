"""Views: pure functions from numbers to final texts; they know neither the database nor the screen."""
