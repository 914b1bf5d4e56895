"""Composition root of the worker: the durable workflow of a call and what keeps it going."""
