"""How fast Balm is, always as a ratio to something else that ran in the same minute on the same machine. Run by `make bench`."""
