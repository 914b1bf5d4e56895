"""From counts to honest numbers: pure functions, no storage."""
