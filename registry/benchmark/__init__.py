"""A list of a stated size in a throw-away database, and what it costs to use it. Nothing outside this package uses it."""
