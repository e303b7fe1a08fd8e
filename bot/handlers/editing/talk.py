"""One turn of an editor: what was asked of the newsroom, and how its answer reaches the chat.

There is one card for a draft. A button changes its message in place; what is written for a field
goes into the card too, and the message with it is taken away, so that the card stays last. What was
forwarded is never taken away: the editor writes from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as changed

from telegram import Message, Update

from bot import pages
from bot.context import Context
from bot.editing.card import awaited, card
from bot.editing.material import is_forwarded
from bot.editing.sheet import Sheet
from bot.newsroom import Newsroom
from bot.replies import reply_to
from bot.reply import Reply
from bot.sending import change, replace, send, send_to, take_away
from bot.verdicts import Preview
from bot.words import Words, words_in
from jobs.drafts import Kept, Overtaken
from jobs.editors import Editor, Refused
from knowledge.model import Language


@dataclass(frozen=True, slots=True)
class Talk:
    """An update of an editor, with the words to answer it in."""

    event: Update
    context: Context
    by: Editor
    words: Words

    @classmethod
    async def of(cls, event: Update, context: Context, by: Editor) -> Talk:
        """A turn, in the editor's language, which is kept: others' doings are told in it too."""
        words = await context.words(event)
        if not await context.house.has_chosen_language(by.user):
            await context.house.choose_language(by.user, words.language)
        return cls(event, context, by, words)

    @property
    def newsroom(self) -> Newsroom:
        """Whom to ask."""
        return self.context.house.newsroom

    # -- saying

    async def say(self, key: str, **values: str | int) -> None:
        """Answer in place of what was pressed, else below."""
        await self.show(pages.say(self.words, key, **values))

    async def show(self, reply: Reply) -> None:
        """Show something that is no card."""
        await (replace if self.event.callback_query else send)(self.event, reply)

    async def refuse(self, refused: Refused) -> None:
        """Say why something was not done, and what to do; the card above stays as it is."""
        said = pages.say(self.words, "refused", reason=refused.reason, by=refused.by)
        await send(self.event, said)

    async def tell(self, editor: Editor, reply: Reply) -> None:
        """Write to another editor."""
        await send_to(self.context.bot, editor.user, reply)

    async def words_of(self, editor: Editor) -> Words:
        """The words of another editor."""
        return words_in(await self.context.house.language_of(editor.user, None))

    # -- drafts

    async def sheet(self, kept: Kept, words: Words | None = None) -> Sheet:
        """A draft as this editor sees it."""
        remarks = await self.newsroom.check(kept)
        return Sheet(
            words or self.words,
            self.context.house.edition,
            kept.id,
            kept.revision,
            kept.draft,
            remarks,
            awaited(kept.draft, remarks) if kept.state == "open" else "",
            kept,
        )

    async def card(self, kept: Kept, first: str = "") -> None:
        """Show the card of a draft, `first` above it; the next message fills what it asks for."""
        sheet = await self.sheet(kept)
        await self.expect(kept, sheet.expects)
        await self.put(kept, card(sheet, first))

    async def expect(self, kept: Kept, name: str) -> None:
        """The next message fills a field of the revision that is being shown; none without a name."""
        awaited = f"{name}@{kept.revision}" if name else ""
        await self.newsroom.expect(self.by, kept.id, awaited)

    async def put(self, kept: Kept, reply: Reply) -> None:
        """Put a page of a draft where its card is."""
        query, own = self.event.callback_query, kept.editor == self.by.label
        if not own:
            # The card that is noted stands in somebody else's chat.
            reply = changed(reply, card=None)
        if query:
            pressed = query.message.message_id if isinstance(query.message, Message) else kept.card
            if own and pressed and pressed != kept.card:
                await self.newsroom.card(self.by, kept.id, pressed)
            await replace(self.event, reply)
        elif own and kept.card and not is_forwarded(self.event.effective_message):
            await change(self.event, kept.card, reply)
            await take_away(self.event)
        else:
            await self.below(kept)
            await send(self.event, reply)

    async def below(self, kept: Kept) -> Kept:
        """Say on the card that the next one is below; the draft without a card, as it now is."""
        if kept.card and kept.editor == self.by.label:
            await change(self.event, kept.card, pages.say(self.words, "card-below"))
            await self.newsroom.card(self.by, kept.id, 0)
        return changed(kept, card=None)

    async def overtaken(self, theirs: Overtaken, mine: str = "") -> None:
        """Show what somebody else made of the draft meanwhile; `mine` is what was not taken over."""
        if theirs.kept.changed_by == self.by.label:
            await self.card(theirs.kept, self.words.say("refreshed"))
            return
        told = [self.words.say("overtaken", by=theirs.kept.changed_by), mine]
        await self.card(theirs.kept, "\n".join(filter(None, told)))

    async def preview(self, kept: Kept, language: Language) -> Reply | None:
        """What families would see, in one language, without its buttons."""
        seen = await self.newsroom.preview(kept, language)
        return self.seen(seen, language) if seen else None

    def seen(self, seen: Preview, language: Language) -> Reply:
        """A preview as the very code of answers renders it. It is no showing: nobody was told."""
        words, today = words_in(language), self.context.house.today
        return Reply(reply_to(seen.outcome, seen.edition, words, today).html)
