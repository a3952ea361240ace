"""What pages show of a case to one seat. Reads through `queries`, decides nothing, writes nothing."""
