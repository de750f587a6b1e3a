"""The list of waivers, one format, one file."""
