"""Where an answer may come from."""

CHANNELS = ("web", "api", "elsewhere", "simulated")
