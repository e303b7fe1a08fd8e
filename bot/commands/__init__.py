"""The command line: `exchange-bot`, a module a group of commands."""
