"""What turns lines into vectors: a process of its own, or an endpoint; and what keeps the vectors."""
