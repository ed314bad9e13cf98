"""How well utterances are understood: measures, peers to compare with, tables and a page."""
