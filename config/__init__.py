"""How the service is set up: the only reader of the environment."""
