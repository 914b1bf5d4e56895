"""Transcription engines, one file each; `registry.py` lists them."""
