"""What pods take from other objects, and whether that is there."""
