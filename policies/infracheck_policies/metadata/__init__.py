"""What stands above the spec of an object: its API version, its labels, its annotations."""

PACK = ("api_versions", "labels", "label_syntax", "annotations")
"""The modules that hold policies, in the order of the catalogue."""

ON_REQUEST = ("labels", "label_syntax", "annotations")
"""Those of them without a recommended policy."""
