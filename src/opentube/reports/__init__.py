"""What a report is made of: its steps, progress, results and pages."""
