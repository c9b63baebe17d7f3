"""What a reviewer needs to see before she or he signs or merges: people, who changes level, what changed, and the signature itself."""
