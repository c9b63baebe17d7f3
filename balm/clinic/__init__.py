"""The follow-up service: everyone who was sent home, who needs a call, what was said. It asks balm.care for judgement, and holds none."""
