"""The doors to the outside; each translates at its door and leaves the deciding to the core."""
