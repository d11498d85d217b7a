"""The weekly run: wait for the drop, build and publish the week, raise an alarm when it is late."""
