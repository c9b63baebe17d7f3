"""The page that makes a clinician listen, and the record that other systems take in: one model, several renderings."""
