"""What every view is made of: fields with places, facts with reasons, values that are parsed once."""
