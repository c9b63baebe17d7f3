"""`balm diary`: the diary on a computer."""
