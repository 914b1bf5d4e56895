"""The concern bank and the training of what `nlp` ships: `python -m nlp.training.train`."""
