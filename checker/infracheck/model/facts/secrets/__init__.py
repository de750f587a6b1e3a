"""What a Secret holds, and who uses it."""
