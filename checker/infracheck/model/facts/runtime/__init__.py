"""What would really run: users, amounts, images, ports that are reached."""
