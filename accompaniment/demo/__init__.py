"""The demonstration of the accompaniment: what followed each adhesion."""
