"""The pages of administration and of the own account: plain HTML, complete without scripts."""
