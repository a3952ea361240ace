"""The forms of the list, by what they are about."""
