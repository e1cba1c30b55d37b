"""Understanding text: language, sentiment, keywords and moments of comments. No database, no network."""
