"""The judgement: pure functions over a pathway and one person's answers. Nothing here reads a clock, a file or the network."""
