# The bot's words in English. No exclamation marks, no emoji, no consolation; the same verbs for both sides.

## The answer
stale = The newest statement I have is from { $date }. Newer events may exist; please check an official source.
as-of = As of { $date } ({ $age })
understood = Topic: { $title }
understood-on-day = Topic: { $title } ({ $date })
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
deleted = Deleted: the number of this chat and the language you chose. Nothing else about you was kept.
nothing-to-delete = Nothing about you is kept.
settings = Language of the answers: { $language }. This bot does not send alerts yet. To change the language: /language. To delete what is kept: /delete
privacy = What is kept: the number of this chat and the language you chose, and only if you chose one. Why: to answer in your language. How long: until you delete it with /delete. Who sees it: only whoever runs the bot.
    The texts of messages, names, phone numbers and photos are not kept and do not get into logs. The bot remembers what its last answer was about for a few minutes, in memory only.
    An answer waits on the bot's disk, with the number of this chat, until Telegram has taken it; then it is deleted.
    Telegram itself sees everything written here. The bot is not official and not connected with any state body.
only-text = I read text only. Please write your question in words.
failed = I could not answer because of an error in the program. Please try again in a minute; your message was not kept.
not-saved = I could not save this: the bot's disk does not take it at the moment. Nothing has changed; please try again later.
old-button = This button no longer works. Please write your question again.

command-help = What the bot can do
command-status = State of the base: how many statements, from which day
command-topics = All topics
command-latest = The newest statements of the sides
command-sources = Sources
command-contacts = Where to turn
command-language = Language of the answers
command-privacy = What is kept
command-settings = Settings
command-delete = Delete my data
language-name = English
bot-short = What both sides said about the prisoner exchange. Not official.
bot-about = Answers families' questions about the prisoner exchange and the return of the dead under the Istanbul agreement: who said it, when, where it was published, both sides together. Not official, does not look for people, has no lists, asks for no money.
