"""What each stretch of a call is about."""
