"""The optional semantic matcher: whether it is used, and the model that it needs."""
