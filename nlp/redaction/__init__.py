"""Personal data in transcripts: names of persons, mail, phone, card and bank numbers, addresses, typed or spoken."""

from nlp.redaction.redactor import Redactor, provenance, redactor

__all__ = ["Redactor", "provenance", "redactor"]
