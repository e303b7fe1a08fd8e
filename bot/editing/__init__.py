"""What editors see: the draft card, prompts, previews, history, lists. Pure rendering."""
