# The words for editors in English: short, no exclamation marks; every prompt says what to send and how to leave.

## Roles and rights
role = { $role ->
    [owner] owner
    [editor] editor
   *[reviewer] reviewer
}
role-invited = { $role ->
    [owner] owner
    [editor] editor
   *[reviewer] reviewer (approves)
}
refused-elsewhere = I carry out commands that change the base only here, in our private chat, and only from you in person. What you sent elsewhere was not carried out; repeat it here.
refused-forwarded = I do not carry out forwarded commands. Type the command yourself.
refused-via-bot = I do not carry out commands sent through another bot. Type the command yourself.
refused-edited = I do not carry out messages that were changed. Send the command as a new message.
refused-role = This needs the role: { $role }. An owner gives roles: /editors.
refused-press = This button does not work for you.
refused = { $reason ->
    [not_allowed] You have no right to this, or your role has ended. Who has a role: /editors
    [unknown] There is no such thing: check the name, or choose from the list. Your drafts: /drafts
    [used] Somebody else has accepted this invitation. Ask an owner for a new one.
    [expired] The invitation has run out: it is good for a day. Ask an owner for a new one.
    [label_taken] This label is, or was, in the log. Send another.
    [label_wrong] A label has 2 to 24 characters: letters, digits, hyphen, space. Send another.
    [from_settings] This owner is named in EXCHANGE_BOT_OWNER, and can only be removed there.
    [closed] The draft is closed: it was published or thrown away. Other drafts: /drafts
    [not_waiting] This draft no longer waits for approval. What does: /drafts
    [own] Somebody else approves: you wrote this draft, changed it or sent it for approval.
    [incomplete] The draft is not complete yet. The fields that are missing are marked with “+”.
    [no_note] A reason is needed. Send it in one message.
    [personal] The text holds data of a private person. Nothing was kept; send it without that.
    [told] Subscribers have been told, so it cannot be taken back. To withdraw it with a reason: /retract
    [changed] Another editor has changed this statement since: { $by }. Look at /history and, if need be, correct it: /correct
   *[nothing] There is nothing to undo.
}
yes = yes

## Invitations and editors
invite-title = Whom to invite?
invite-about = An owner invites, removes, and tells subscribers without waiting. An editor writes and publishes. A reviewer approves, reads the history, exports the base.
invited = Invitation: { $role }. Good once, until { $time }. Forward it to that person only: the role goes to whoever presses “Accept” first.
join-title = You are invited. Role: { $role }. The public log of changes shows only a label such as “editor-2”; your name and number do not go there.
join = Accept
join-done = Your role: { $role }. Your label in the log: { $label }. The commands are in the menu beside the text field; to begin: /add
join-told = The invitation was accepted: { $label } ({ $role }).
editors-title = Who changes the base
editors-row = { $label }: { $role }, since { $date }
editors-settings = { $label }: { $role }, from the settings
editors-invite = Invite
editors-remove = Remove: { $label }
editors-sure = Remove { $label }? This person's commands and buttons stop working at once; the drafts stay for owners.
editors-removed = Removed: { $label }.
editors-told = Your role has ended: you no longer change the base. You can ask questions as before.

## The draft
card-title = { $aim ->
    [add] Draft: a new statement
    [correct] Correction: { $statement }
    [edit] Edit, nobody is told: { $statement }
   *[retract] Withdrawal: { $statement }
}
card-lacking = Missing: { $what }
card-stopped = It cannot be published yet; the reasons are below.
card-ready = All that is needed is there.
card-waiting = It waits for another person's approval. Any change brings the draft back to you.
card-returned = Returned with a note: { $note }
card-below = The draft is below.
card-gone = The draft is thrown away. Nothing in the base has changed.
card-later = Saved. To go on at any time: /drafts
card-field = { $field }: { $value }
card-stops = To be mended first
card-warns = Worth a look
card-more = { $count ->
    [one] { $count } more remark comes after these.
   *[other] { $count } more remarks come after these.
}
card-stays = A withdrawn statement does not disappear: the history marks it as withdrawn.
field = { $field ->
    [speaker] Who
    [said_on] When
    [texts] Text
    [source] Source
    [kind] Kind
    [attribution] Who stands behind the words
    [topics] Topics
    [numbers] Numbers
    [relations] Relations
    [other_side] Other side
    [source-publisher] Publisher
    [source-url] Link
    [source-title] Headline
    [source-author] Author
    [source-published_on] Day of publication
    [said_until] Said until
    [event_date] Day of the event
    [claim_owner] Whose claim is relayed
    [unconfirmed] Not confirmed
    [overtaken] Of that day only
    [said_on_basis] How the day is known
    [return] Note to the author
    [editor_note] Note
    [note] Reason of the change
    [speaker-role] Office
    [speaker-side] Side
    [speaker-aliases] Other names
    [said_on_precision] How exact the day is
    [cross_checks] Checked elsewhere
    [source-checked_on] Source looked at
   *[other] Other details
}
precision = { $precision ->
    [range] one day of several
    [inferred] about that day
   *[day] to the day
}
text-in = { $language ->
    [uk] In Ukrainian
    [ru] In Russian
   *[en] In English
}
in-language = { $language ->
    [uk] in Ukrainian
    [ru] in Russian
   *[en] in English
}
in-text = { $language ->
    [uk] in the Ukrainian text
    [ru] in the Russian text
   *[en] in the English text
}
kind = { $kind ->
    [agreement] agreement
    [claim] claim
    [denial] denial
    [position] position
    [figure] figure
    [procedure] procedure
   *[background] background
}
attribution = { $level ->
    [named_official] a named official
    [institution] an institution
    [unnamed_officials] officials, not named
    [unnamed_third_party] a third party, not named
   *[publisher_narration] the publisher's own words
}
relation = { $relation ->
    [disputes] disputes
    [answers] answers
    [supports] supports
    [supersedes] is newer than
   *[differs_in_detail_from] differs in detail from
}
unit = { $unit ->
    [bodies] bodies
    [prisoners-of-war] prisoners of war
    [names-on-a-list] names on a list
    [years-of-age] years of age
    [families] families
    [children] children
    [service-members] service members
    [people] people
   *[other] { $written }
}
qualified = { $qualifier ->
    [at-least] at least { $value }
    [more-than] more than { $value }
    [about] about { $value }
    [under] under { $value }
    [up-to] up to { $value }
   *[exact] { $value }
}
statement-said = { $statement } (“{ $words }”)
by-editor = given by the editor
looked = looked for on { $date }: { $where }
more-title = Fields that are needed less often. Tap to change.

## What to send
ask-now = Send now:
ask = { $field ->
    [paste] the text of the news, a forwarded post, or a link. I read it and fill in what I can; the text itself is not kept.
    [speaker] the name of a person or body. If it is not in the base yet, three lines: side (Ukraine, Russia, third party or publisher), name, office; each in three languages with “ / ” between.
    [said_on] the day it was said, such as “9 June 2025”.
    [texts] the text in your own words, one to three paragraphs, each in its own language. Who, when, what; days as dates.
    [source] the link to the publication.
    [source-url] the link to the publication.
    [source-publisher] the name of the publisher.
    [source-title] the headline.
    [source-author] the author.
    [source-published_on] the day of publication, such as “9 June 2025”.
    [said_until] the last day possible, where the exact one is not known.
    [event_date] the day of the event that it speaks of.
    [numbers] the numbers, each on a line: “6000 bodies”. They are added to the list.
    [relations] a relation and the name of a statement, such as “disputes ua-hq-bodies-no-date-0607”, or choose with a button.
    [other_side] where the other side's answer was looked for, such as “UNIAN, president.gov.ua” or “TASS, kremlin.ru”. The day is today unless you give another.
    [claim_owner] whose words they really are, where they are only relayed.
    [said_on_basis] how the day is known.
    [editor_note] a note for editors; it is not shown.
    [return] what has to be changed; the author of the draft will see it.
   *[note] the reason of the change, in one sentence. Everybody who saw the version before will see it.
}
ask-why = the reason of the edit, in one sentence. It stays in the history and is sent to nobody.
ask-reason = the reason for withdrawing it, in one sentence. Everybody who saw the statement will see it.
ask-choose-only = Choose with a button.
ask-choose = Or choose with a button.
ask-now-holds = Now: { $value }
ask-topics = Topics: tap to add or take off.
not-taken = { $reason ->
    [personal] Not taken: the text holds { personal }. None of it was kept. Send it without that.
    [long] Not taken: it is too long. Shorten it and send it again.
    [empty] Not taken: the message holds no text. Send it in words.
    [day] I could not tell which day this is. Send it like “9 June 2025”.
    [link] This is no link. Send an address that begins with https://
    [number] I could not read the number. Send it like “6000 bodies”, each on a line.
    [paragraphs] I could not tell which paragraph is in which language. Send one to three paragraphs, each in its own language.
    [forwarded] Not taken: I read what is forwarded only as material for a new draft. Write this field in your own words. To forward material: /add
    [choice] There is no such choice. Choose with a button.
   *[speaker] I do not know who this is. Check the name, or send three lines: side, name, office, each in three languages with “ / ” between.
}

## Checks
check-missing = The field “{ $field }” is missing.
check-malformed = The field “{ $field }” is not written properly. Enter it again.
check-doubtful = { $why ->
    [published] Confirm the field “{ $field }”: { $value }. It is the day of publication; the text does not say when it was said.
    [changed] Both you and { $by } changed this field. Keep yours: { $value }?
   *[read] Confirm the field “{ $field }”: I read “{ $words }” as { $value }.
}
check-judging = { $where }: “{ $words }” judges. Write the same for both sides: said, stated, reported.
check-relative-day = { $where }: “{ $words }” depends on the day of reading. Write the date.
check-loud = { $where }: take out “{ $words }”.
personal = { $kind ->
    [birth-date] a date of birth
    [phone] a phone number
    [document] the number of a document
    [unit] the number of a military unit
    [call-sign] a call sign
    [mark] a distinguishing mark
    [address] an address
    [name] the name of a person who is not public
    [digits] figures in a person's name
   *[other] data of a private person
}
check-personal-data = The field “{ $field }” holds { $personal }. Write it without.
check-copied = { $where }: the words are those of the news: “{ $words }”. Say it differently.
check-number-unlisted = The number { $number } is not among the numbers of the statement.
check-number-unsaid = The number { $number } is in the list, and in no text.
check-number-missing = { $language ->
    [uk] The Ukrainian text
    [ru] The Russian text
   *[en] The English text
} lacks the number { $number }, which is { $said }.
check-no-link = The source has no link. Add the address of the publication.
check-other-side = Nothing is said of the other side. Link its statement, or note where you looked for its answer.
check-unknown-topic = There is no topic “{ $topic }”. Take it out.
check-unknown-relation = The base holds no statement “{ $statement }”. Take the relation out.
check-same-side = The relation “{ $relation }”: { $statement } is of the same side. Choose another relation.
check-not-own = Only earlier words of the same speaker can be replaced: { $statement }
check-new-speaker = This speaker is new to the base: { $name }. Do they speak in public, and is the name spelt right?
check-no-change = Nothing differs from the published version. Change the field in question.
check-text-changed = Words or numbers have changed, so this is a correction and no edit: /correct
check-spelling-changed = Letters of words have changed. If the sense has changed, this is a correction and no edit.
check-languages = There is no text { $languages }. I show the text in another language there, with a note.
check-duplicate = { $likeness }% like a statement that is there already: { $statement }
check-may-dispute = It may dispute: { $statement }
check-may-answer = It may answer: { $statement }
check-may-supersede = It may be newer than the same speaker's words: { $statement }
check-future = The day is still to come: { $day }. Check the field “{ $field }”.
warning = { $name ->
    [languages] without other languages
    [new-speaker] somebody new
    [spelling-changed] a misprint
    [duplicate] another statement
    [may-dispute] does not dispute
    [may-answer] does not answer
   *[may-supersede] does not replace
}
mend-confirm = Confirm: { $what }
mend-number = Add the number { $number }
mend-drop = Take out: { $what }
mend-relate = { $number }. { $relation }: { $statement }
mend-related = { $number }. { $relation }
mend-correct = Make it a correction
mend-waive = { $number }. { $what }

## Buttons
button-more = More fields
button-look = Preview
button-look-and-publish = { $aim ->
    [retract] Preview and withdraw
    [edit] Preview and save
    [correct] Preview and correct
   *[add] Preview and publish
}
button-later = Later
button-drop = Throw away
button-drop-sure = Yes, throw it away
button-reopen = Bring the draft back
button-to-card = To the draft
button-empty = Empty the field
button-publish = { $aim ->
    [retract] Withdraw
    [edit] Save the edit
    [correct] Correct
   *[add] Publish
}
button-publish-anyway = Leave it so and { $aim ->
    [retract] withdraw
    [edit] save
    [correct] correct
   *[add] publish
}
button-catch-up = Go on from the new version
button-ask-approval = Send for approval
button-take-back = Take back
button-tell-now = Tell subscribers now
button-history = History
button-undo = Undo the change
button-approve = Approve and publish
button-return = Return with a note
button-correct = Correct
button-edit = Edit
button-retract = Withdraw
find-hint = Not in the list? Send { $command } and a few words of the statement, or its name.
drop-sure = Throw the draft away? What is published stays as it is.

## Preview and publication
look-title = This is how families will see it
look-nothing = There is nothing to show yet: the fields marked “+” are missing.
look-retract = This statement will be gone from the answers:
look-told = { $aim ->
    [add] { $count ->
        [0] Nobody is subscribed to these topics now.
        [one] { $count } chat will be told.
       *[other] { $count } chats will be told.
    }
    [edit] Nobody is told of an edit.
   *[other] { $count ->
        [0] This statement was shown to nobody yet, so there is nobody to tell.
        [one] { $count } chat that saw it will be told of the change.
       *[other] { $count } chats that saw it will be told of the change.
    }
}
look-hold = The first alert goes out in { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}; until then it can be taken back.
published = { $aim ->
    [add] Published: { $statement }. I answer questions with it already.
    [correct] Corrected: { $statement }, version { $version }. I answer questions with it already.
    [edit] Edit saved: { $statement }, version { $version }.
   *[retract] Withdrawn: { $statement }. It is gone from the answers.
}
published-meanwhile = While you were changing this draft, it was published: { $by }. What you changed is kept and is now a correction of what was published. Write the reason and publish it, or throw it away.
published-back = It can be taken back until { $time }.
published-told = Alerts go out at { $time }; until then it can be taken back.
taken-back = Taken back: { $statement }. Subscribers were not written to about it. Whoever saw it in an answer will be told. The draft is open again.
released = Alerts are going out now.
released-not = There is nothing to tell: it was told already, or taken back.
waiting-sent = Sent for approval. { $count ->
    [0] Nobody can approve it now: one more person with a role is needed. To invite: /invite
    [one] { $count } person can approve it.
   *[other] { $count } people can approve it.
}
waiting-asked = It waits for your approval. Author: { $by }.
waiting-approved = Approved by { $by }.
waiting-returned = Returned to the author: { $by }.
draft-stale = { $by } has changed this statement meanwhile. Your draft is safe. What has changed:
draft-stale-again = The button carries your work over to the new version; where the same was changed, I ask.
overtaken = { $by } has changed the draft meanwhile. This is how it looks now; nothing is lost.
overtaken-yours = Your version ({ $field }): { $value }
refreshed = The draft has changed. Here it is.

## Lists
drafts-title = Drafts
drafts-none = There are no drafts. To begin: /add
drafts-row = { $state ->
    [waiting] waiting
   *[open] in work
}: { $what } ({ $by })
drafts-empty-one = empty
find-title = { $aim ->
    [correct] What is to be corrected? Everybody who saw the old version will be told.
    [edit] What is to be edited? An edit is for the source, topics, misprints; nobody is told of it.
    [retract] What is to be withdrawn?
   *[history] The history of which statement?
}
find-none = I found no such statement. Send other words, or its name.
history-title = History: { $statement }
history-row = { $number }. { $event ->
    [published] published
    [corrected] corrected
    [edited] edited
    [retracted] withdrawn
   *[restored] restored
}, { $date }, { $time }, { $by }
history-note = Reason: { $note }
history-change = { $field }: was “{ $before }”, is “{ $after }”
history-nothing = empty
history-older = Older versions: { $count }. In full: exchange-bot facts show
undo-nothing = There is nothing of yours to undo.
undo-sure = Undo your last change?
undo-reason = This statement was told already, or somebody saw it in an answer. It is not withdrawn without a reason: write why, and I show who will be told.
undo-what = { $event ->
    [published] publication
    [corrected] correction
    [edited] edit
    [retracted] withdrawal
    [restored] restoration
    [attached] a question attached
   *[detached] a question detached
}: { $what }, { $date }, { $time }
undone = Undone: { $what }. That is a change too, and stands in /history.

## Questions without an answer
questions-none = There are no questions without an answer. Only what at least two have asked comes here, without names and numbers.
questions-title = What was asked and not found
questions-about = Only words that at least two have asked; without names and numbers, for 30 days at most. A button attaches them to a topic at once.
questions-row = { $number }. { $asked } ({ $count ->
    [one] { $count } chat
   *[other] { $count } chats
}, last on { $date })
questions-other = { $number }. Other
questions-where = To which topic shall “{ $asked }” lead? It works at once, and can be undone.
questions-draft = Write a new statement
questions-forget = Take off the list
questions-forgotten = Taken off. The rest: /questions
questions-attached = Attached: “{ $asked }” now leads to the topic “{ $title }”.

## Files
import-ask = Send a JSON or CSV file, up to 5 MB, in the shape that /export gives. Write the reason of the changes in the caption of the file. I only check it first. If you change your mind, just send nothing.
import-title = The file was checked. Nothing in the base has changed yet.
import-counts = New: { $added }. Corrections: { $corrected }. Edits: { $edited }. Unchanged: { $unchanged }.
import-warnings = Worth a look: { $count }. It can be applied all the same.
import-nothing = The file holds only what is in the base already.
import-faults = { $count ->
    [one] { $count } fault, so nothing is applied. Mend the file and send it again.
   *[other] { $count } faults, so nothing is applied. Mend the file and send it again.
}
import-more = Not all are shown: { $count } more. All of them: exchange-bot facts import
import-row = Row { $row }{ $column ->
    [none] {""}
   *[some] , column { $name }
}: { $what }
import-file = The file{ $column ->
    [none] {""}
   *[some] , column { $name }
}: { $what }
import-apply = Apply all
import-gone = The file is no longer in this chat, or was changed. Send it again.
import-approval = A second person's approval is required, so files are applied from the command line only: exchange-bot facts import
import-done = { $count ->
    [one] { $count } change was applied. I answer questions with it already.
   *[other] { $count } changes were applied. I answer questions with them already.
}
import-take-back = Take back all of this file
import-undone = All of this file is taken back. Those are changes too, and stand in /history.
import-moved = The base was changed meanwhile, so nothing was applied. Send the file again.
import-too-big = larger than { $most } bytes; split it
import-too-many = more than { $most } rows; split it
import-too-deep = brackets are nested more than { $most } deep; send the shape that /export gives
import-packed = this is an archive; unpack it and send what is inside
import-not-utf8 = not UTF-8; save it as UTF-8
import-wrong-kind = this is neither JSON nor CSV; save it as CSV or JSON, in the shape that /export gives
import-not-fetched = Telegram did not hand it over; send it again
import-not-json = no JSON, it breaks at line { $line }
import-not-csv = no table, it breaks at line { $line }
import-no-id = there is no column id; add it, as in /export
import-too-wide = more than { $most } columns; send the shape that /export gives
import-same-key = one name stands there twice; keep one of the two
import-not-a-list = a list of statements is needed, as in /export
import-empty = there are no statements in it
import-unknown-column = there is no such column; take it out or mend its name
import-wrong-shape = write { $shape }
import-shape = { $shape ->
    [text] text
    [plain] text without control characters
    [id] an id of letters a–z, digits and hyphens, at most 44 of them
    [day] a day as YYYY-MM-DD
    [words] a list of words
    [switch] yes or no
    [version] the number of a version, from 1
    [choice] one of: { $names }
    [numbers] a list of value, unit, qualifier, meaning
    [checks] a list of pairs: where, what was found
    [parts] the fields { $names } in braces
    [cells] as many cells as there are columns: { $names }
   *[record] a statement in braces
}
import-twice = the same id as in row { $row }; keep one
import-version = it is version { $version } by now, changed by { $author }; export the base again and change that
import-no-version = give the version that you change; now it is { $version }
import-withdrawn = it was withdrawn by { $author }; bring it back with /undo, or choose another id
export-title = In which shape shall the published statements come?
export-about = JSON to change and bring back, CSV for spreadsheets, JSON-LD for other programs.

## The menu
command-add = Add a statement
command-drafts = Drafts, and what needs care
command-correct = Correct a mistake
command-edit = Edit, nobody is told
command-retract = Withdraw a statement
command-undo = Undo your last change
command-history = The history of a statement
command-questions = Questions without an answer
command-import = Bring a file into the base
command-export = The base as a file
command-editors = Who changes the base
command-invite = Invite an editor
command-halt = Halt the alerts
command-resume = Let the alerts go on
command-stats = Numbers of two weeks

## What needs care
care-title = Needs care
care-drafts = Drafts that nobody has touched for over three days: { $number }
care-contacts = Contacts not checked for long: { $number } ({ $names })
care-one_sided = Statements beside which nothing of the other side stands: { $number } ({ $names })
care-old_topics = Topics whose newest statement is over a month old: { $number } ({ $names })
care-untranslated = Statements not written in all languages: { $number } ({ $names })
notice-care = The base this week. Drafts left: { $drafts }. Contacts not checked for long: { $contacts }. Statements without the other side's words: { $one_sided }. Topics without anything new for over a month: { $old_topics }. Statements not in all languages: { $untranslated }. More: /drafts
