"""Rules that come before any matching: despair, and being asked for money or papers.

They read the normalised line in every reading of it, so that another alphabet hides nothing. What
counts is written one form a line in despair.txt; a line of fraud needs three things at once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import Final

_MONEY: Final = re.compile(
    r"\b(?:грош\w*|гривен\w*|гривн\w*|грн|долар\w*|доллар\w*|бакс\w*|usdt|usd|btc|бтк|б[иі]тко[иї]н\w*|grand|євро|евро|euros?|крипт\w*|crypto|bitcoins?|руб\w{0,4}"
    r"|деньг\w*|денег|бабк[иі]\b|бабло|money|dollars?|bucks|cash|fee|prepay\w*|передоплат\w*|предоплат\w*|оплат\w*|заплат\w*|сплат\w*"
    r"|плат[ияеу]\w*|плачу|pay|paid|payment|перевест\w*|переведи\w*|перевод\w*|переказ\w*|перекаж\w*|на карт\w*|за плату|платн\w*|хабар\w*|взятк\w*"
    r"|gift cards?|попо[вл]\w* (?:карт\w*|сч[её]т\w*|рахун\w*)|донат\w*)\b|\bза \d+ ?(?:тисяч\w*|тысяч\w*|тис|тыс|к|k|000)\b"
)
_FAVOUR: Final = re.compile(
    r"\b(?:medicine\w*|ліки|лікув\w*|лекарств\w*|лечени\w*|внес\w*|впис\w*|додат\w* (?:в|до|у)|добав\w*|спис[оаі]?к\w*|list|прискор\w*|ускор\w*|speed\w*|faster|sooner|без черги|без очереди|поза чергою"
    r"|статус\w*|посилк\w*|посылк\w*|parcel|package|знайт\w*|знайд\w*|найти|найдут|пошук\w*|поиск\w*|розшук\w*|розыск\w*|find|search|обмін\w*|обмен\w*"
    r"|обміня\w*|обменя\w*|swap|exchange|звільн\w*|освобо\w*|release|free him|викуп\w*|выкуп\w*|ransom|тіло|тіла|тело|тела|body|з полону|из плена|в полоні|в плену|captivity)\b"
)
_ASKED: Final = re.compile(
    r"\b(?:проп[ои]ну\w*|предл[оа][жг]\w*|прос[ияе]\w*|вимага\w*|треб[уо]\w*|кажуть|каже|говорят|говорит|пишут|пишуть|пише|пишет|дзвон\w*|подзвон\w*"
    r"|звон\w*|позвон\w*|обіця\w*|обеща\w*|хоче|хочуть|хочет|хотят|offer\w*|ask\w*|wants?|demand\w*|says|said|told|called|calls|promis\w*|needs|rang|сказал\w*|сказав|сказала|обратил\w*|звернув\w*|need\w* to pay"
    r"|правда|вірити|верить|trust|legit|скинути|скинуть|переказати|перевести|переведите|слать|слати|платити|платить|should i|чи варто|стоит ли|скільки коштує|сколько стоит|how much|платн\w*)\b"
)
_PAPERS: Final = re.compile(
    r"\b(?:ко[дт]\w{0,2} (?:з|із|из|с|from) ?(?:смс|sms|повідомлення|сообщения)|ко[дт]\w{0,2} (?:з|із|из|с|від|от|from) (?:\w+ )?(?:банк\w*|bank)|(?:ввест\w*|введі\w*|введи\w*|enter) (?:\w+ ){0,2}(?:код\w*|code)|sms code|код(?:и|ы)? підтвердження|(?:фото|скан|копі\w*|копи\w*|photo|scan|copy) (?:of )?(?:the |his |my )?(?:паспорт\w*|документ\w*|passport|documents?|id)"
    r"|(?:пришл\w*|надішл\w*|надісл\w*|скин\w*|відправ\w*|отправ\w*|вышл\w*|send) (?:\w+ ){0,2}(?:паспорт\w*|документ\w*|passport|documents?)|(?:номер|дані|данные|реквізит\w*|реквизит\w*) карт\w*|cvv|bank details|card number)\b"
)
_FRAUD: Final = re.compile(
    r"\b(?:шахра\w*|мошенн\w*|аферист\w*|афер[аиу]|розвод|развод|разводил\w*|кидал[аыи]\w*|scam\w*|fraud\w*|вымогат\w*)\b"
)
#: A state or a politician is no swindler at the door, and payments and savings of a state are
#: another matter: these are for the statements, or for the card on taking sides.
_NOT_A_CALLER: Final = re.compile(
    r"\b(?:виплат\w*|выплат\w*|компенсац\w*|15 (?:млн|мільйон\w*|миллион\w*)|зарплат\w*|пенсі\w*|пенси\w*|compensation|salary|податк\w*|налог\w*"
    r"|не (?:платить|платити|виплачувати|выплачивать)|save money|to save|avoid paying|сэконом\w*|зекономи\w*|заощади\w*"
    r"|україн[аиу]|украин[аыу]|рос[іс]ія|россия|рф|кремл\w*|київ|киев|москва|зеленськ\w*|зеленск\w*|путін|путин|держава|государство|влада|власть|ukraine|russia|kremlin|kyiv|moscow)\b"
)


def in_crisis(line: str) -> bool:
    """Whether a normalised line speaks of not wanting to live."""
    return bool(_despair().search(line))


def smells_of_fraud(line: str) -> bool:
    """Whether a normalised line tells of money, papers or codes being asked for."""
    if _FRAUD.search(line) or _PAPERS.search(line):
        return True
    return bool(
        not _NOT_A_CALLER.search(line)
        and _MONEY.search(line)
        and _ASKED.search(line)
        and _FAVOUR.search(line)
    )


@lru_cache(maxsize=1)
def _despair() -> re.Pattern[str]:
    """The forms of despair.txt as one pattern."""
    text = (resources.files("knowledge.guard") / "despair.txt").read_text(encoding="utf-8")
    forms = [line.strip() for line in text.splitlines()]
    kept = [form for form in forms if form and not form.startswith("#")]
    return re.compile("|".join(rf"\b(?:{form})\b" for form in kept))
