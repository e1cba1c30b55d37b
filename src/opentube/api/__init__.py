"""HTTP: one router a domain, auth, errors."""
