# The bot's words in English. No exclamation marks, no emoji, no consolation; the same verbs for both sides.

## The answer
stale = The newest statement I have is from { $date }. Newer events may exist; please check an official source.
as-of = As of { $date } ({ $age })
understood = Topic: { $title }
understood-on-day = Topic: { $title } ({ $date })
answer-not-of-day = The base holds no statement of { $date } on “{ $title }”. Below is what it holds.
said-on-day = Topic: what was said on { $date }
side-ukraine = Ukrainian side
side-russia = Russian side
side-third_party = Third parties
side-media = Publishers, in their own words
none-of-ukraine = The base has no statement by the Ukrainian side on this (as of { $date }).
none-of-russia = The base has no statement by the Russian side on this (as of { $date }).
dispute = The two sides describe this differently. I cannot establish which version is right.
flag-unconfirmed = not confirmed in the original, found in one publication only
flag-overtaken = as things stood that day
flag-superseded = the same speaker has said something newer
flag-relayed = relayed, originally from { $owner }
flag-other-language = not translated yet, language of the text: { $language }
around = about { $date }
from-to = between { $from } and { $to }
latest-title = The newest statements of the sides
age = { $unit ->
    [today] today
    [yesterday] yesterday
    [days] a few days ago
    [weeks] over a week ago
    [fortnight] over two weeks ago
    [month] over a month ago
    [months] several months ago
    [half-year] over half a year ago
    [year] over a year ago
    [two-years] over two years ago
    [future] the date is still to come
   *[years] several years ago
}

## Sources and dates
sources-title = Sources of this answer
source-published = published on { $date }
source-undated = the article gives no date of publication
source-days = said on: { $days }
source-author = { $publisher }, by { $author }
dates-title = When this was said
date-line = { $speaker }: { $said }
date-event = about an event of { $date }
sources-all = Sources of the base
sources-base = Every statement in the base has a speaker, a day and a link. Statements by the Ukrainian side: { $ukraine }, by the Russian side: { $russia }, by publishers and third parties: { $other }.

## What is not there
unknown = The base holds no answer to this.
unknown-about = The base holds no statement on “{ $title }”.
unknown-of = The base holds no statement by { $name }.
unknown-on-day = The base holds no statement of { $date }.
unknown-on-day-about = The base holds no statement of { $date } on “{ $title }”.
unknown-since = The newest statement in the base is from { $newest } ({ $age }); the base last grew on { $grown }.
unknown-empty = The base is still empty.
unknown-person = That there is no statement does not mean anything about your relative, good or bad.
unknown-near = What the base does hold close to this is in the buttons below.
unknown-other = Other topics: /topics. Where to turn: /contacts
unknown-hint = Try other words, only a few, or pick a topic: /topics. Where to turn: /contacts

## Choosing
choose = I am not sure I understood. What are you asking about?
none-of-these = None of these
not-asked = Please put it in other words, only a few, or pick a topic.

## Buttons
button-sources = Sources
button-back = Back
button-next = Next
button-previous = Previous
button-not-what = Not what I asked
button-topics = All topics
button-contacts = Where to turn
button-tell-change = Tell me when this changes
button-tell-answer = Tell me when there is an answer
button-subscribe = Subscribe
button-again = Subscribe again
button-choose-topics = Choose topics
button-about = What about
button-when = When
button-quiet = Quiet hours
button-zone = Time zone
button-sound = { $silent ->
    [yes] With sound
   *[no] Without sound
}
button-preview = { $neutral ->
    [yes] Topic in the first line
   *[no] First line without details
}
button-language = Language
button-pause = { $paused ->
    [yes] End the pause
   *[no] Pause for a week
}
button-stop = Unsubscribe
button-done = Done
button-other-hours = Other hours
button-no-quiet = No quiet hours

## Contacts
contact-checked = checked on { $date }
contact-seen = seen on a page of { $date }
contact-undated = from an undated page
contact-doubtful = may be out of date

## Commands
start = This is an information bot for families: what both sides said about the prisoner exchange and the return of the dead under the Istanbul agreement. Ask in a few words, for example “when is the exchange” or “what about the bodies”.
start-limits = The bot is not official, does not look for people and has no lists. Nobody puts a person on a list for money: do not pay and do not send documents.
topics-title = What you can ask about
topics-empty = There are no topics here yet.
status-title = State of the base
status-count = { $total ->
    [one] The base holds { $total } statement
   *[other] The base holds { $total } statements
}: Ukrainian side { $ukraine }, Russian side { $russia }, publishers and third parties { $other }.
status-newest = The newest statement is from { $newest } ({ $age }).
status-grown = Last addition: { $grown }.
language-title = Choose the language of the answers.
language-chosen = I will answer in English.
deleted = Deleted is all that was kept here: the number of the chat, the language, the subscription and the list of statements shown. I will not send corrections of them any more.
nothing-to-delete = Nothing about you is kept.
privacy = What is kept: the number of this chat, the language and the subscription (topics, hours, city of the time), only if you chose them and until you delete them; and for 90 days which statements I showed here, in which language and message, so that I can send a correction if one is changed. To delete it all at once: /delete; then no corrections come. Who sees it: only whoever runs the bot.
    The texts of messages, names, phone numbers and photos are not kept and do not get into logs. What its last answer was about, and a subscription just ended, the bot remembers for a few minutes, in memory only.
    Of a question without an answer a few ordinary words stay for 30 days, without names or numbers, once two chats have asked the same; who asked cannot be seen.
    An answer waits on the bot's disk, with the number of this chat, until Telegram has taken it; then it is deleted.
    Telegram itself sees everything written here. The bot is not official and not connected with any state body.
only-text = I read text only. Please write your question in words.
failed = I could not answer because of an error in the program. Please try again in a minute; your message was not kept.
not-saved = I could not save this: the bot's disk does not take it at the moment. Nothing has changed; please try again later.
old-button = This button no longer works. Please write your question again.

## Subscription
about-everything = Everything new
about-exchanges = The prisoner exchange
about-bodies = The return of the dead
panel-settings = Settings
panel-none = Alerts: not subscribed.
panel-about = What about: { $what }
panel-about-nothing = What about: nothing chosen
panel-once = Once, when there is something new: { $what }
panel-when = When: { $when }
panel-quiet = Quiet hours: { $since }–{ $until }
panel-later = The hour chosen is a quiet one, so the alert comes after the quiet hours.
panel-quiet-none = No quiet hours
panel-zone = Time of the city: { $zone }
panel-sound = Alerts: { $silent ->
    [yes] without sound
   *[no] with sound
}
panel-preview = First line: { $neutral ->
    [yes] without details (“New statement. Open to read”)
   *[no] with the topic
}
panel-language = Language: { $language }
panel-paused = Paused until { $day }, { $time }. Only corrections are sent.
panel-silence = If I am silent, it only means that nothing new is in the base. Corrections of what you were sent come whatever is set here.
halted-now = Whoever runs the bot has halted its alerts for now. I do answer questions.
pace = { $pace ->
    [daily] once a day
    [weekly] once a week
   *[at_once] at once
}
topics-choose = What to tell you about
topics-apart = The exchange and the return of the dead are apart: who chose only the exchange is sent no numbers of bodies.
when-title = When shall I write?
hour-title = At what hour?
weekday-title = On which day?
quiet-title = I do not write in quiet hours; an alert waits. A correction waits for a day at most.
since-title = From what hour shall I not write?
until-title = From { $since } until when?
zone-title = By the time of which city?
zone = { $city ->
    [Los_Angeles] Los Angeles
    [New_York] New York
    [London] London
    [Berlin] Berlin
    [Warsaw] Warsaw
    [Chisinau] Chisinau
    [Minsk] Minsk
    [Moscow] Moscow
    [Istanbul] Istanbul
    [Jerusalem] Jerusalem
    [Samara] Samara
    [Tbilisi] Tbilisi
    [Yekaterinburg] Yekaterinburg
    [Novosibirsk] Novosibirsk
    [Krasnoyarsk] Krasnoyarsk
    [Irkutsk] Irkutsk
    [Vladivostok] Vladivostok
   *[Kyiv] Kyiv
}
told-once = I will write once when the base has something new on “{ $title }”. Quiet hours and the rest: /settings. If you change your mind: /stop
told-anyway = You already get everything new on “{ $title }”. To change that: /settings
only-administrators = In a group or channel only its administrators change this. You can subscribe for yourself in a private chat with me.
let-in = I answer questions about the prisoner exchange and the return of the dead: mention me in a message, or reply to one of mine. I do not answer other messages and keep nothing of them. An administrator can subscribe the group to new statements: /subscribe

## To owners
halted = Alerts are halted. The bot answers questions. Waiting to be sent: { $waiting }. To go on: /resume
halted-already = Alerts had been halted already. Waiting to be sent: { $waiting }. To go on: /resume
resumed = Alerts are being sent again. Waiting to be sent: { $waiting }. To halt: /halt
resumed-already = Alerts had not been halted. Waiting to be sent: { $waiting }. To halt: /halt
stats-title = Numbers of two weeks
stats-now = Chats subscribed: { $subscribers }. Waiting to be sent: { $waiting }.
stats-row = { $what ->
    [questions] questions
    [answers] answers
    [unknowns] not in the base
    [subscribers] chats subscribed
    [alerts] alerts
    [corrections] corrections
    [stopped] unsubscribed
   *[blocked] blocked the bot
}, today { $today }
stats-statements = The newest statements: who was told
stats-told = sent { $told }, waiting { $waiting }, failed { $failed }, corrections { $corrected }

## The menu
command-help = What the bot can do
command-status = State of the base: how many statements, from which day
command-topics = All topics
command-latest = The newest statements of the sides
command-sources = Sources
command-contacts = Where to turn
command-language = Language of the answers
command-privacy = What is kept
command-subscribe = Be told of new statements
command-settings = Settings
command-stop = Unsubscribe
command-delete = Delete my data
language-name = English
bot-short = What both sides said about the prisoner exchange. Not official.
bot-about = Answers families' questions about the prisoner exchange and the return of the dead under the Istanbul agreement: who said it, when, where it was published, both sides together. Not official, does not look for people, has no lists, asks for no money.

## What is told without being asked
alert-neutral = { $count ->
    [one] New statement. Open to read
   *[other] New statements. Open to read
}
alert-titled = { $count ->
    [one] New statement: { $title }
   *[other] New statements: { $title }
}
alert-veiled = { $count ->
    [one] One more statement speaks of the return of the dead as well. You chose exchanges only, so its text opens with the button.
   *[other] More statements speak of the return of the dead as well. You chose exchanges only, so their text opens with the buttons.
}
alert-too-long = The text is too long for one message; it opens with the buttons.
alert-read = Read: { $title }
alert-settings = Alerts: settings
correction-neutral = Correction. Open to read
correction-corrected = Correction of { $date }. A statement that was shown in this chat has been changed.
correction-retracted = Correction of { $date }. A statement that was shown in this chat has been withdrawn and is not in the base any more.
correction-restored = Correction of { $date }. A statement that had been withdrawn is in the base again.
correction-was = It read:
correction-is = It reads now:
correction-reply = The other side on the same matter:
correction-reason = Reason: { $reason }
mark-corrected = Correction of { $date }: a statement in this message has been changed. This is how it reads now.
mark-retracted = Correction of { $date }: a statement in this message has been withdrawn. It is not in the base any more.
mark-restored = Correction of { $date }: a statement of this message is in the base again.

## What owners are told
notice-refused = Telegram has refused for good: { $number } messages within a day. The reasons are in the log; exchange-bot doctor says more.
notice-stands = Alerts stand still: { $number } are due, and none has gone out for ten minutes.
notice-canary = An alert did not arrive in the control chat within { $number } minutes.
notice-many-corrections = Corrections within a day: { $number }. If something is wrong with the base, /halt stops all alerts; questions are answered as before. /resume lets them go on.
notice-many-leaving = Chats that have left within a day: { $number }. If something is wrong with the alerts, /halt stops them; questions are answered as before. /resume lets them go on.
