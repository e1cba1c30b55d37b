"""Files on their way in from browsers and programs: received in parts, looked at in a sandbox, kept for one report."""
