"""Figures for people: tables in a terminal, and pages with pictures."""
