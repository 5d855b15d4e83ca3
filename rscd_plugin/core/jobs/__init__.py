"""What can be run: the composition of the other parts, each job readable top to bottom."""
