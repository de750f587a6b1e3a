"""What keeps a container apart from its node and its neighbours."""
