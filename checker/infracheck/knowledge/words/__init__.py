"""Words that say what a text is: a placeholder, an environment, a credential."""
