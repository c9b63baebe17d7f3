"""What must hold of every person, proved and not sampled. Nothing that answers a person imports this room, nor the solver."""
