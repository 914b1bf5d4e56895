"""From recordings to transcripts: weights, windows, engines and turns."""
