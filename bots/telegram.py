"""Telegram as a transport: updates in, messages out, and what its errors mean. What is said is decided elsewhere.

We ask for updates ourselves and confirm them only with the next question: until then Telegram keeps them, so that what
was fetched and not stored comes again. Only this module knows python-telegram-bot.

Errors, all of them MailError's kin: ChannelDead (the person blocked us, or is gone), SlowDown (flood control: wait so
many seconds), NotReached (anything else; the message may have left), Rival (another process asks for the same updates).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from telegram import Bot, BotCommand, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from casework.conversation import OTHERS_CARD, TurnKind
from casework.errors import SettingsError, WeerbaarError

#: Times come as timedelta; without this the library warns at each flood control.
os.environ.setdefault("PTB_TIMEDELTA", "true")
#: What we want to be told of; nothing else is sent to us.
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
#: Telegram gives no larger files to bots.
LARGEST_FILE = 20_000_000
#: A message may have so many characters.
_LONGEST = 4096
#: A number with its country, as Telegram gives it.
_ABROAD = re.compile(r"[1-9][0-9]{9,14}")
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was blocked", "bot can't initiate")
_OUT_OF_GROUP = frozenset({"left", "kicked"})
_CONNECTIONS = 64


class ChannelDead(WeerbaarError):
    """Nothing gets through to this person any more."""


class NotReached(WeerbaarError):
    """Telegram did not take it, or may have; trying again later helps."""


class Rival(WeerbaarError):
    """Another process asks for the same updates."""


class SlowDown(WeerbaarError):
    """Flood control; `wait` says how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"flood control: {wait.total_seconds():.0f} s")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update, in our words. `name` is unique in its chat, and the same when the update comes again.

    `message` is the number of the message in the chat; `button` the data of a pressed button, `query` its number;
    `file` what to ask for to get a file. `blocked`: the person shut us out (true) or let us in again (false).
    """

    update: int
    chat: str
    name: str
    private: bool
    kind: TurnKind
    text: str
    at: datetime
    message: int | None = None
    edited: bool = False
    button: str | None = None
    query: str | None = None
    file: str | None = None
    file_name: str = ""
    media_type: str = ""
    blocked: bool | None = None
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: what it shows, and what comes back when it is pressed (at most 64 bytes)."""

    label: str
    data: str


class Line:
    """The line to Telegram, open inside `async with`. `api_url` is the Bot API's address, without the token."""

    def __init__(self, token: str, api_url: str) -> None:
        request = HTTPXRequest(connection_pool_size=_CONNECTIONS, read_timeout=20, pool_timeout=20)
        asking = HTTPXRequest(connection_pool_size=2, read_timeout=60)
        base = api_url.rstrip("/")
        builder = ApplicationBuilder().token(token).base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
        self._application: Application[Any, Any, Any, Any, Any, Any] = (
            builder.request(request).get_updates_request(asking).updater(None).build()
        )
        self._stack = AsyncExitStack()

    @property
    def _bot(self) -> Bot:
        bot: Bot = self._application.bot
        return bot

    async def __aenter__(self) -> Self:
        """Say hello. Raises SettingsError when the token is wrong, NotReached when nobody answers."""
        try:
            await self._stack.enter_async_context(self._application)
        except InvalidToken:
            raise SettingsError("telegram.token: Telegram does not know this token") from None
        except TelegramError as error:
            raise NotReached(_kind(error)) from None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        await self._stack.__aexit__(kind, error, trace)

    async def prepare(self, commands: Sequence[tuple[str, str]], webhook: str, secret: str) -> None:
        """Say which commands there are, and whether updates are asked for (no `webhook`) or sent to us."""
        try:
            await self._bot.set_my_commands([BotCommand(name, text) for name, text in commands])
            if webhook:
                await self._bot.set_webhook(webhook, secret_token=secret, allowed_updates=list(WANTED))
            else:
                await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            raise NotReached(_kind(error)) from None

    async def updates(self, offset: int, wait: int) -> list[Incoming]:
        """What came since `offset`, which confirms everything before it. Waits at most `wait` seconds for the first.

        Raises Rival, SlowDown, NotReached.
        """
        try:
            found = await self._bot.get_updates(offset=offset, timeout=wait, allowed_updates=list(WANTED))
        except Conflict:
            raise Rival("another process asks Telegram for the same updates") from None
        except RetryAfter as error:
            raise SlowDown(_seconds(error)) from None
        except TelegramError as error:
            raise NotReached(_kind(error)) from None
        return [parsed for update in found if (parsed := _parsed(update)) is not None]

    def read(self, body: bytes) -> Incoming | None:
        """An update that was sent to the webhook. Raises NotReached when it is none."""
        try:
            return _parsed(Update.de_json(json.loads(body), self._bot))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotReached(f"no update ({type(error).__name__})") from None

    async def send(self, chat: str, text: str, buttons: Sequence[Sequence[Button]] = ()) -> int:
        """Send a message; its number in the chat. Raises ChannelDead, SlowDown, NotReached."""
        rows = [[InlineKeyboardButton(one.label, callback_data=one.data) for one in row] for row in buttons]
        markup = InlineKeyboardMarkup(rows) if rows else None
        try:
            sent = await self._bot.send_message(chat, text[:_LONGEST], reply_markup=markup)
        except TelegramError as error:
            raise _translated(error) from None
        return sent.message_id

    async def delete(self, chat: str, message: int) -> None:
        """Delete a message; one that is gone already is no error. Raises ChannelDead, SlowDown, NotReached."""
        try:
            await self._bot.delete_message(chat, message)
        except BadRequest:
            return
        except TelegramError as error:
            raise _translated(error) from None

    async def acknowledge(self, query: str, text: str = "") -> None:
        """Let the button stop turning. That it was pressed is stored already: a failure here loses nothing."""
        try:
            await self._bot.answer_callback_query(query, text[:200] or None)
        except TelegramError:
            return

    async def leave(self, chat: str) -> None:
        """Leave a group; when that fails we are put out or stay silent there."""
        try:
            await self._bot.leave_chat(chat)
        except TelegramError:
            return

    async def fetch(self, file: str) -> bytes:
        """The bytes of a file. Raises NotReached, also when it is too large."""
        try:
            found = await self._bot.get_file(file)
            return bytes(await found.download_as_bytearray())
        except TelegramError as error:
            raise NotReached(_kind(error)) from None


def _translated(error: TelegramError) -> WeerbaarError:
    if isinstance(error, RetryAfter):
        return SlowDown(_seconds(error))
    if isinstance(error, Forbidden) or any(word in str(error).lower() for word in _GONE):
        return ChannelDead(_kind(error))
    return NotReached(_kind(error))


def _seconds(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _kind(error: TelegramError) -> str:
    """What went wrong, without what the message said."""
    return type(error).__name__


def _parsed(update: Update | None) -> Incoming | None:
    """An update in our words; None for one that tells us nothing."""
    if update is None:
        return None
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(update)
    message = update.message or update.edited_message
    return None if message is None else _message(update.update_id, message, edited=update.message is None)


def _message(number: int, message: Message, *, edited: bool) -> Incoming:
    kind, file, name, media_type = _content(message)
    changed = f"e{int(message.edit_date.timestamp())}" if edited and message.edit_date else ""
    return Incoming(
        update=number,
        chat=str(message.chat.id),
        name=f"m{message.message_id}{changed}",
        private=message.chat.type == "private",
        kind=kind,
        text=message.text or message.caption or _place(message) or _number(message),
        at=(message.edit_date if edited else None) or message.date,
        message=message.message_id,
        edited=edited,
        file=file,
        file_name=name,
        media_type=media_type,
        language=_language(message.from_user.language_code if message.from_user else None),
    )


def _content(message: Message) -> tuple[TurnKind, str | None, str, str]:
    """What a message holds, and the file that goes with it."""
    if message.photo:
        return TurnKind.PHOTO, message.photo[-1].file_id, "foto.jpg", "image/jpeg"
    for kind, held, name in (
        (TurnKind.VOICE, message.voice, "spraakbericht.ogg"),
        (TurnKind.VOICE, message.audio, "geluid"),
        (TurnKind.VIDEO, message.video, "film.mp4"),
        (TurnKind.VIDEO, message.video_note, "film.mp4"),
        (TurnKind.FILE, message.document, "bestand"),
    ):
        if held is not None:
            media_type = getattr(held, "mime_type", None) or "application/octet-stream"
            return kind, held.file_id, getattr(held, "file_name", None) or name, media_type
    if message.location or message.venue:
        return TurnKind.LOCATION, None, "", ""
    if message.sticker:
        return TurnKind.EMOJI, None, "", ""
    return (TurnKind.TEXT if message.text or message.contact else TurnKind.EMPTY), None, "", ""


def _place(message: Message) -> str:
    """Where a location is, and what it is called there: "52.374030, 4.889690, Dam 1"."""
    where = message.venue.location if message.venue else message.location
    if where is None:
        return ""
    names = (message.venue.title, message.venue.address) if message.venue else ()
    return ", ".join(filter(None, (f"{where.latitude:.6f}", f"{where.longitude:.6f}", *names)))


def _number(message: Message) -> str:
    """The number on a card that somebody sends, as if typed; a card of somebody else says so, with the name on it."""
    card = message.contact
    if card is None:
        return ""
    number = f"+{card.phone_number}" if _ABROAD.fullmatch(card.phone_number) else card.phone_number
    if card.user_id is None or (message.from_user is not None and card.user_id == message.from_user.id):
        return number
    name = " ".join(filter(None, (card.first_name, card.last_name))).lower()  # no name of who writes
    return f"{OTHERS_CARD} {number}, opgeslagen als {name}"


def _pressed(number: int, query: CallbackQuery) -> Incoming | None:
    message = query.message
    if message is None or query.data is None:
        return None
    return Incoming(
        update=number,
        chat=str(message.chat.id),
        name=f"q{query.id}",
        private=message.chat.type == "private",
        kind=TurnKind.TEXT,
        text="",
        at=datetime.now(UTC),
        message=message.message_id,
        button=query.data,
        query=query.id,
        language=_language(query.from_user.language_code),
    )


def _membership(update: Update) -> Incoming | None:
    changed = update.my_chat_member
    if changed is None:
        return None
    return Incoming(
        update=update.update_id,
        chat=str(changed.chat.id),
        name=f"u{update.update_id}",
        private=changed.chat.type == "private",
        kind=TurnKind.EMPTY,
        text="",
        at=changed.date,
        blocked=changed.new_chat_member.status in _OUT_OF_GROUP,
    )


def _language(code: str | None) -> str:
    return "en" if (code or "").lower().startswith("en") else "nl"
