"""Composition root of HTTP: the API and the pages."""
