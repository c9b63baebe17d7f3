"""The diary on a computer: one file, sealed if she wants it, and interchangeable with the companion's export file."""
