"""What the API server would refuse."""
