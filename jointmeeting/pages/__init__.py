"""What pages show of meetings, of the convenor's desk and of the county. Decides nothing, writes nothing."""
