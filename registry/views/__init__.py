"""What answers a request, by what it is about."""
