"""What a policy is, which ones are asked for, and what they find; knows no format."""
