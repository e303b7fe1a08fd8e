"""`exchange-bot`: the one entry to everything."""

from __future__ import annotations

import click

from bot.commands import bulk, editors, facts, fitting, health, keeping, talking


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="exchange-status-bot", prog_name="exchange-bot")
def main() -> None:
    """What both sides said about the Istanbul prisoner exchange, as a Telegram bot."""


facts.facts.add_command(fitting.rehearse_phrasings)

for _command in (
    talking.run,
    talking.chat,
    talking.ask,
    talking.evaluate,
    facts.facts,
    editors.editors,
    keeping.backup,
    keeping.restore,
    health.doctor,
):
    main.add_command(_command)

for _of_facts in (bulk.export, bulk.bring):
    facts.facts.add_command(_of_facts)

if __name__ == "__main__":
    main()
