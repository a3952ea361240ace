"""Rows of the county's and the townships' dealings: `matter` what one asks of others."""

from voice.models.matter import Matter, Reply

__all__ = ["Matter", "Reply"]
