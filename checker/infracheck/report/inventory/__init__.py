"""The model as it may be shown: what the formats of `infracheck inventory` write."""
