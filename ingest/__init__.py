"""The door for recordings: receiving, recognising formats, decoding, and handing the work over."""
