"""The vocabulary: what a call, a transcript, a moment and a theme are.

Standard library only; imports nothing of ours.
"""
