"""What people tell the service's team: a message, and an address only from whoever wants a reply."""
