"""Drawings made by the server: pure geometry, no Django."""
