"""The verbs of what follows admission."""
