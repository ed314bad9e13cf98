"""Commands that make parts of the documents: figures and pictures."""
