"""The pure core: it understands, decides and plans, without any I/O, clock or chance of its own."""
