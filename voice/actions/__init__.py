"""What is done between townships and departments: one function an act."""
