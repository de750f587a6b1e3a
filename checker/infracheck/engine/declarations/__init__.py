"""What policies say of themselves, checked when they are loaded."""
