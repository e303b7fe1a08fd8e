"""What to do, to whom, when; knows no Telegram."""
