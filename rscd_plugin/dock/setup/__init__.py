"""Setting up: the runtime's condition, its installation and repair, and what the user sets for all runs."""
