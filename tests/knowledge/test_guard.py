"""Messages that need a card before anything else, and messages that only look like them.

Each message is put to the whole desk, because the card that a person gets is what counts: the rules
and the matcher stand in for each other.
"""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.desk import Desk
from knowledge.guard import screen
from knowledge.matching.reading import readings

TODAY = dt.date(2025, 6, 12)

# does not want to live
CRISIS = """
не хочу більше жити
я не хочу жити без нього
немає сил жити далі
хочу померти
краще б я померла замість нього
думаю покінчити з собою
не бачу сенсу жити далі
хочу заснути і не прокинутися
накладу на себе руки
якщо його не обміняють, я себе вб'ю
думки про самогубство не відпускають
хочу, щоб мене не стало
життя скінчилось, хочу до нього на той світ
нащо мені жить без нього
я больше не хочу жить, шо мені робить
жить не хочеться, єслі його нема
не хочу жить
мне незачем больше жить
хочу умереть
лучше бы я умерла вместо него
всё чаще думаю о суициде
я покончу с собой, если его не вернут
хочу уснуть и не проснуться
нет больше сил жить
наглоталась таблеток
сил нет, в петлю хочется
повешусь, если и сегодня ничего
I don't want to live anymore
i want to die
I'm going to kill myself
i can't go on living without him
I keep thinking about suicide
there is no point in living
I wish I was dead
i want to end my life
i dont wanna be here anymore
ne hochu zhyty
ne hochu bolshe zhit
hochu pomerty
hochu umeret
yt [jxe ;bnb
[jxe evthtnm
нехочу жити
не хочу жыть
НЕ ХОЧУ ЖИТИ!!!
"""

# tired, grieving or bitter, and no more than that
NO_CRISIS = """
я вбита горем
чи він живий
чому росія не хоче обміну
росія не хоче віддавати тіла
коли все це закінчиться
коли закінчиться війна
скільки загинуло
сина вбили, коли повернуть тіло
муж погиб, когда вернут тело
хочу знати правду
не хочу підписуватися
не хочу больше сообщений
коли вони покінчать з цими іграми
коли вже покінчать зі списками
руки опускаються від цих новин
где можно повесить объявление о пропавшем
умови життя в полоні
як живуть полонені
сколько можно издеваться над людьми
пленных приговорили к смерти?
смерть сина не підтвердили, де тіло
хто вижив
кому вигідно, що люди гинуть
за що загинув мій син
сколько можно терпеть
устала ждать, скажите когда обмен
we are exhausted, what is the status
how many died
who was killed
are the dead included in the exchange
is he dead or alive
when will this end
is the exchange dead
russia does not want to exchange
can they live in peace
i want the bodies back
"""

# money, papers or codes are asked for
SCAM = """
пропонують внести сина у список за гроші
просять 2000 доларів за обмін
подзвонили і сказали заплатити, щоб чоловіка обміняли
чи можна заплатити, щоб пришвидшити обмін
скільки коштує, щоб внесли у списки
просять фото паспорта, щоб внести у список
просять код з смс
це шахраї?
написав волонтер, хоче гроші за посилку в полон
адвокат обіцяє звільнити за 5000 доларів
вимагають переказ на картку за фото з полону
за статус полоненого просять гроші
прислали відео з сином і вимагають викуп
людина каже, що за гроші знайде тіло
написали з червоного хреста і просять оплатити доставку посилки
звонять і просять скинуть гроші на карту шоб помінять мужа
кажуть скинь 500 баксів і буде в списках
предлагают внести в список за деньги
требуют выкуп за сына
позвонили и просят перевести деньги за обмен
можно ли заплатить, чтобы обменяли быстрее
сколько стоит попасть в список на обмен
просят скан паспорта и номер карты
это мошенники или нет
обещают вернуть тело за 3000 долларов
someone offers to put my husband on the list for money
a man asked for $2000 to speed up the swap
they want a photo of my passport
is this a scam
they told me to pay for his release
prosyat dengi za obmen
prosyat hroshi za obmin
proponuyut vnesty v spysok za hroshi
ghjczn ltymub pf j,vty
wt if[hf]
"""

# money, deceit or papers in another sense
NO_SCAM = """
коли обман
koly obman
сколько стоит обмен
скільки платять родинам загиблих
коли виплати за полоненого
чи виплачують 15 млн
когда выплаты семьям пленных
компенсация за погибшего
хто оплачує повернення тіл
хто платить за експертизу днк
кому йде зарплата полоненого
росія вимагає щось за обмін?
якою ціною домовились
кремль обманює
путин врет, это обман
москва обманула зі списками
список 640 це обман?
можно перевод заявления на русский
можно перевод списка условий
які документи потрібні для виплат
чи безкоштовно здати днк
чи платний цей бот
бот бесплатный?
хто фінансує бота
who pays for the dna test
compensation for families
did russia cheat
is the list of 640 fake
does this bot cost money
when do families get the money
skilky platyat rodynam
rjkb dbgkfnb
"""


def _messages(block: str) -> list[str]:
    return block.strip().split("\n")


def _card(desk: Desk, message: str) -> str:
    card = desk.ask(message, TODAY).card
    return card.id if card else ""


@pytest.mark.parametrize("message", _messages(CRISIS))
def test_who_does_not_want_to_live_gets_the_crisis_card(message: str, desk: Desk) -> None:
    outcome = desk.ask(message, TODAY)
    assert outcome.card
    assert outcome.card.id == "crisis"
    assert outcome.answer is None, "nothing else follows"


@pytest.mark.parametrize("message", _messages(NO_CRISIS))
def test_who_is_only_tired_or_grieving_does_not(message: str, desk: Desk) -> None:
    assert _card(desk, message) != "crisis"


@pytest.mark.parametrize("message", _messages(SCAM))
def test_who_is_asked_for_money_or_papers_gets_the_scam_card(message: str, desk: Desk) -> None:
    assert _card(desk, message) == "scam"


@pytest.mark.parametrize("message", _messages(NO_SCAM))
def test_who_speaks_of_money_in_another_sense_does_not(message: str, desk: Desk) -> None:
    assert _card(desk, message) != "scam"


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_every_language_has_messages_of_each_sort(language: str, desk: Desk) -> None:
    for block in (CRISIS, NO_CRISIS, SCAM, NO_SCAM):
        messages = _messages(block)
        assert len(messages) == len(set(messages)) >= 25
        assert sum(desk.ask(message, TODAY).language == language for message in messages) >= 4


def test_data_in_a_cry_for_help_is_noticed_and_the_crisis_comes_first(desk: Desk) -> None:
    outcome = desk.ask("не хочу жити без сина, Іваненко Петро 12.05.1994", TODAY)
    assert outcome.card
    assert (outcome.card.id, outcome.personal_data) == ("crisis", True)


@pytest.mark.parametrize(
    "text",
    [
        "скоро я к нему, недолго осталось",
        "третій список без нього, таблетки вже на столі",
        "діти виростуть і без мене, їм так легше буде",
        "if he isn't in this exchange I'm gonna end it",
        "no point in me being here without him",
        "сиджу на підвіконні, дивлюсь вниз",
        "зачем мне завтра просыпаться, зачем жить",
        "ne hochu bilshe prokydatys",
        "i have the rope",
        "хоть вешайся",
    ],
)
def test_despair_is_heard_in_hints_too(text: str) -> None:
    assert screen(text, readings(text)).card == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "давление скачет, таблетку выпила и сижу читаю про обмен",
        "хочу исчезнуть из вашей базы",
        "як нам жити далі без нього, що з обміном",
        "стою на балконі, курю, скажіть шо там по списках",
        "we stood on the bridge with flags, when is the exchange",
        "меня не будет дома, пришлите вечером",
        "is Trump really going to end it",
        "the exchange cannot go on without the lists",
        "the bodies wont be here until Friday",
        "My grandmother won't live to see him home",
        "чекаю свідоцтва смерті, коли привезуть тіла",
        "син пішов на той світ, коли почнуть віддавати тіла",
        "у полоні їм порізали руки, що каже червоний хрест",
        "скоро ли увидимся с ним, когда обмен",
        "завтра йду до нього",
        "випила таблетки від тиску, сиджу чекаю новин",
        "his pills are ready, who takes medicine parcels",
        "дивлюсь вниз сторінки",
        "не хочу прокидатись щоночі від сповіщень",
        "під росією жити не буду",
        "де взяти сили жити далі",
    ],
)
def test_what_only_sounds_like_despair_is_not(text: str) -> None:
    assert screen(text, readings(text)).card != "crisis"
