"""Which images are pulled, and whence."""
