"""The rule language: text -> nodes -> evaluate, explain, English, Python, and text again."""
