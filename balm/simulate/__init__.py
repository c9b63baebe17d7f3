"""Draws ordinary recoveries, and counts what the pathway would say to them: a measure of false alarms."""
