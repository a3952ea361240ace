"""What seats fill in."""
