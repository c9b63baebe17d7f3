"""What must hold of the pathway for every set of answers, and the solver that shows it."""
