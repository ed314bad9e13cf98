"""Backup Medic: finds out why an iPhone or iPad won't back up to iCloud, and what helps."""

__all__ = ["__version__"]

__version__ = "0.1.0"
