"""Themes from moments: groups of one kind that voice one concern, and where a new moment belongs."""

from nlp.themes.assigning import assign
from nlp.themes.encoder import ThemeEncoder, plain_part, theme_encoder
from nlp.themes.families import Families, families_of
from nlp.themes.forming import form, random_id
from nlp.themes.groups import centroid

__all__ = [
    "Families",
    "ThemeEncoder",
    "assign",
    "centroid",
    "families_of",
    "form",
    "plain_part",
    "random_id",
    "theme_encoder",
]
