"""What the public pages of the list show. Reads through `queries`, decides nothing, writes nothing."""
