"""What pages show of people, seats and events. Decides nothing, writes nothing."""
