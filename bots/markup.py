"""Marked-up text (HTML, RTF) to plain text, in one pass over its tags. Never raises.

One pass takes the same time however deep or broken the page is; parsers that build a tree give up at depth 255 without
a word, or take seconds at depth 50 000. Quoted blocks become lines with `>`, so that quotes are found as in plain mail.
What a style sheet or script says is not text; what is hidden by its own tag is not shown to a reader and not read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bots.charsets import decode

_ANY_TAG = re.compile("<[^<>]*>")
_DOUBLE_SPACES = re.compile(" {2,}")
_DEEPEST_QUOTE = 5
_TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_HIDING_WORD = re.compile(r"\shidden(?:[\s=/]|$)")
_QUOTED_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_SILENT = frozenset({"script", "style", "title", "template"})
_NEVER_TEXT = frozenset({"", "script", "style"})
_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "col", "area", "base", "wbr", "source", "embed"})
_BREAKING = frozenset({
    "p", "div", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "body",
    "section", "article", "header", "footer", "center", "form", "fieldset", "address", "dl", "dt", "dd", "option",
})  # fmt: skip
_SPACED = frozenset({"p", "table", "ul", "ol", "h1", "h2", "h3", "blockquote", "pre"})

_RTF_TOKEN = re.compile(
    r"\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_SURROGATES = range(0xD800, 0xE000)
_RTF_SILENT = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "listtable"})
_RTF_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "tab": "\t", "cell": "\t", "emdash": "—", "endash": "–"}
_RTF_BREAKS |= {"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•"}


@dataclass(slots=True)
class _Page:
    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    quotes: int = 0
    silent: str = ""  # the tag whose end is waited for
    nested: int = 0  # how many of the same tag are open within it
    skipped: list[str] = field(default_factory=list)
    verbatim: bool = False

    def say(self, text: str) -> None:
        if "&" in text:
            text = html.unescape(text)
        if self.verbatim and "\n" in text:
            first, *others = text.split("\n")
            self.line.append(first)
            for other in others:
                self.end_line()
                self.line.append(other)
        else:
            self.line.append(_SPACES.sub(" ", text))

    def end_line(self, *, spaced: bool = False) -> None:
        text = "".join(self.line)
        self.line.clear()
        if not self.verbatim:
            text = _DOUBLE_SPACES.sub(" ", text.strip(" ")) if "  " in text else text.strip(" ")
        if text and not text.isspace():
            self.lines.append(self.mark + text)
        if spaced and self.lines and self.lines[-1] != self.mark.rstrip():
            self.lines.append(self.mark.rstrip())

    @property
    def mark(self) -> str:
        return "> " * min(self.quotes, _DEEPEST_QUOTE)


def html_text(page: str) -> str:
    """The visible text of an HTML page: one line per block, `> ` before quoted blocks, tabs between table cells."""
    out = _Page()
    first, *pieces = page.split("<")
    out.say(first)
    for piece in pieces:
        if piece or out.silent:
            _read_piece(out, piece)
        else:
            out.line.append("<")
    if out.silent not in _NEVER_TEXT:  # never closed: the page is broken, and what it hid may be the message
        out.say(_ANY_TAG.sub(" ", "".join(out.skipped)))
    out.end_line()
    return "\n".join(out.lines).strip("\n")


def rtf_text(page: bytes) -> str:
    """The text of an RTF document, also of the RTF that Outlook wraps around a page."""
    return "".join(_rtf_pieces(page.decode("latin-1")))


def _read_piece(out: _Page, piece: str) -> None:
    """One tag and the text after it."""
    inside, closed, text = piece.partition(">")
    if out.silent:
        _skip(out, piece, inside, text)
    elif piece.startswith("!--"):
        _skip_comment(out, piece)
    elif not closed or not (match := _TAG.match(inside)):
        out.say(text if closed and piece[:1] in {"!", "?"} else "<" + piece)
    else:
        _read_tag(out, match.group(2).lower(), inside, closing=bool(match.group(1)))
        if out.silent:
            out.skipped = [text]
        else:
            out.say(text)


def _skip_comment(out: _Page, piece: str) -> None:
    _comment, closed, text = piece.partition("-->")
    if closed:
        out.say(text)
    else:
        out.silent, out.skipped = "!--", [piece[3:]]


def _skip(out: _Page, piece: str, inside: str, text: str) -> None:
    """Wait for the end of what is not shown."""
    if out.silent == "!--":
        out.skipped.append("<" + piece)
        if "-->" in piece:
            out.silent = ""
            out.say(piece.partition("-->")[2])
        return
    out.skipped.append(text)
    tag = _TAG.match(inside)
    if tag is None or tag.group(2).lower() != out.silent:
        return
    out.nested += -1 if tag.group(1) else 0 if inside.endswith("/") else 1
    if out.nested <= 0:
        out.silent = ""
        out.say(text)


def _read_tag(out: _Page, tag: str, inside: str, *, closing: bool) -> None:
    if not closing and tag not in _VOID and not inside.endswith("/") and (tag in _SILENT or _is_hidden(inside)):
        out.silent, out.nested = tag, 1
    elif tag == "br":
        _break(out)
    elif tag in {"td", "th"}:
        out.line.append("\t" if closing else "")
    elif tag in _BREAKING:
        out.end_line(spaced=tag in _SPACED)
        if tag == "blockquote":
            out.quotes = max(0, out.quotes + (-1 if closing else 1))
        elif tag == "pre":
            out.verbatim = not closing
        elif tag == "li" and not closing:
            out.line.append("- ")


def _is_hidden(inside: str) -> bool:
    lowered = inside.lower()
    if "none" not in lowered and "hidden" not in lowered:
        return False
    return bool(_HIDING_STYLE.search(lowered) or _HIDING_WORD.search(_QUOTED_VALUE.sub("", lowered)))


def _break(out: _Page) -> None:
    if any(text.strip() for text in out.line):
        out.end_line()
        return
    out.line.clear()
    if out.lines:
        out.lines.append(out.mark.rstrip())


def _rtf_pieces(page: str) -> Iterator[str]:
    groups: list[tuple[bool, int]] = []
    silent, after_unicode, to_skip = False, 1, 0
    for token in _RTF_TOKEN.finditer(page):
        kind, word = token.lastgroup, token["word"]
        if token["brace"] == "{":
            groups.append((silent, after_unicode))
        elif token["brace"] == "}":
            silent, after_unicode = groups.pop() if groups else (False, 1)
        elif token["sign"] == "*" or word in _RTF_SILENT:
            silent = True
        elif word == "uc":
            after_unicode = min(int(token["number"] or 1), 8)
        elif word == "u" and token["number"]:
            to_skip = after_unicode
            if not silent:
                yield _rtf_character(int(token["number"]))
        elif to_skip and (token["byte"] or kind == "text"):
            yield "" if token["byte"] or silent else (token["text"] or "")[to_skip:]
            to_skip = 0 if kind == "text" else to_skip - 1
        elif not silent:
            yield _rtf_piece(token)


def _rtf_piece(token: re.Match[str]) -> str:
    if token["byte"]:
        return decode(bytes([int(token["byte"], 16)]), "cp1252")
    if token["sign"]:
        return {"~": " ", "_": "-", "\n": "\n", "\r": "\n"}.get(token["sign"], token["sign"].strip("-:|"))
    return _RTF_BREAKS.get(token["word"] or "", "") or token["text"] or ""


def _rtf_character(number: int) -> str:
    number %= 0x10000
    return "" if number in _SURROGATES else chr(number)
