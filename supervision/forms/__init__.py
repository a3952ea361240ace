"""The forms of what follows admission."""
