"""The only place that knows SQLAlchemy: tables, transactions, one query file a noun, and the audio bytes."""
