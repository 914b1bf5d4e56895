"""Names that the model has never met: what they are, where one was misheard, and putting them right."""
