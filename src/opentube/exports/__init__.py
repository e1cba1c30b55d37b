"""Files made on request."""
