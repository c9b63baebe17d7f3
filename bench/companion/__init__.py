"""The companion in a real browser: how many screens, how heavy, how fast. The page is built, and served as `balm serve` does."""
