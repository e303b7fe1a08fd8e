"""A local Telegram without a token: the whole application talks to it as to the real one."""
