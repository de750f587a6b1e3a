"""What of a file's text may be shown: the lines that findings are about, and what is masked in them."""
