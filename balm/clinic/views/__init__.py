"""What staff see: one file a view."""
