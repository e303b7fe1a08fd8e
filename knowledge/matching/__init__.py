"""From a line as people type it to what it may mean. Pure: built from phrasings, holds no state."""
