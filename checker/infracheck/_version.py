"""The version, as a literal that the build reads and a start need not look up."""

__version__ = "0.1.0"
