"""The vocabulary and the machine room of the monitor: what it is, without a screen."""
