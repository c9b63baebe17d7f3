"""CDS Hooks 2.0: how urgent a questionnaire is, for a clinician at another system. Nothing of it is kept."""
