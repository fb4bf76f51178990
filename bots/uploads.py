"""Files that come in a chat: what they are by their first bytes, whatever their name says. Nothing is opened."""

from __future__ import annotations

from casework.conversation import TurnKind

#: What is taken in a calm conversation: first bytes, where they stand, the type, and what it is to the conversation.
_KNOWN = (
    (b"\xff\xd8\xff", 0, "image/jpeg", TurnKind.PHOTO),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", TurnKind.PHOTO),
    (b"GIF8", 0, "image/gif", TurnKind.PHOTO),
    (b"WEBP", 8, "image/webp", TurnKind.PHOTO),
    (b"ftypheic", 4, "image/heic", TurnKind.PHOTO),
    (b"ftypmif1", 4, "image/heif", TurnKind.PHOTO),
    (b"ftypM4A", 4, "audio/mp4", TurnKind.VOICE),
    (b"ftyp", 4, "video/mp4", TurnKind.VIDEO),
    (b"\x1aE\xdf\xa3", 0, "video/webm", TurnKind.VIDEO),
    (b"OggS", 0, "audio/ogg", TurnKind.VOICE),
    (b"ID3", 0, "audio/mpeg", TurnKind.VOICE),
    (b"\xff\xfb", 0, "audio/mpeg", TurnKind.VOICE),
    (b"\xff\xf3", 0, "audio/mpeg", TurnKind.VOICE),
    (b"WAVE", 8, "audio/wav", TurnKind.VOICE),
    (b"%PDF-", 0, "application/pdf", TurnKind.FILE),
)
#: What is kept as evidence under a threat, and never served or opened as anything else.
UNKNOWN = "application/octet-stream"


def kind_of_file(body: bytes) -> tuple[str, TurnKind]:
    """The media type and the kind of turn; what is not known is a plain file of no type."""
    for first, place, media_type, kind in _KNOWN:
        if body.startswith(first, place):
            return media_type, kind
    return UNKNOWN, TurnKind.FILE
