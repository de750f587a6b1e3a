"""The fields of objects, with nothing that needs a second object."""
