"""Objects and files that set up a cluster, which few policies ask for."""
