"""What can be reported, in words: one kind of entry for policies, inputs and waivers."""
