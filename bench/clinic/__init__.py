"""The clinic service under load, and its worklist when it is long."""
