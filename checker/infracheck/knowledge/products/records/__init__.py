"""What the file of a product says: the records that it is written in."""
