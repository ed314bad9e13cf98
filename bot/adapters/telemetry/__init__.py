"""What a running bot tells of itself: logs, figures, and whether it is well."""
