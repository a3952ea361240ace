"""The verbs of the procedure, by whose turn it is. Each takes keyword arguments, `by=` an acting seat."""
