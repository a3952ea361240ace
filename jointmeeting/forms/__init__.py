"""Forms of the joint meeting. They clean; the actions write."""
