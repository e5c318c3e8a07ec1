"""What `make bench` runs: the figures that the service must reach, each beside its yardstick, in one table.

Every rate is a share of what a bare Flask app does on the same machine, in the same minutes: slices of ours and of the
bare app take turns, and the median of their ratios counts. So a noisy machine moves the figures little.
"""
