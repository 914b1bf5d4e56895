"""From transcripts to moments and themes, with spaCy and sentence embeddings."""
