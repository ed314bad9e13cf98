"""Cases: questions and choices are answered, shown and followed up."""
