"""Many statements at once: out as JSON, CSV or JSON-LD, in as JSON or CSV. Pure."""
