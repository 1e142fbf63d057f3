"""When a call may go: the pace of a service, fair turns, and how many calls are under way."""
