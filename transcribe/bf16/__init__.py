"""Whisper's two heavy passes in bfloat16, for processors whose matrix tiles (AMX) make that the fastest way."""
