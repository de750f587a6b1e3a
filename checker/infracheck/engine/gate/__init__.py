"""What a change brings: findings of before and after, told apart."""
