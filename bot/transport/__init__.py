"""Between a bot and Telegram: nothing lost, people first, at Telegram's limit.

For any python-telegram-bot application; imports nothing of the bot around it.
"""
