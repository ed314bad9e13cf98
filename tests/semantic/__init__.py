"""Tests of the semantic matcher with real files: a tiny encoder in ONNX, made here."""
