"""Facts and matching: knows no Telegram, and no clock of its own (now is an argument)."""
