"""What the pages of what follows admission show, worked out from rows."""
