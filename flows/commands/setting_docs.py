"""The settings as a page, made from the settings themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from flows.settings import MailboxSettings, Settings

_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
_HEAD = """# Settings

Made by `weerbaar settings`; do not edit by hand. Settings are read from `weerbaar.toml` in the current folder, from the
file that `WEERBAAR_CONFIG` names, or from `/etc/weerbaar/weerbaar.toml`. Each can be set in the environment too:
`WEERBAAR_DATA_DIR`, or for a table `WEERBAAR_SMTP__HOST`. The environment wins.
"""


def markdown() -> str:
    """The page."""
    top, tables = [], []
    for name, info in Settings.model_fields.items():
        model = _table_of(name, info)
        if model is None:
            top.append(_row(name, info))
        else:
            tables.append(_section(name, model))
    return _HEAD + "\n" + _table(top) + "".join(tables)


def _table_of(name: str, info: FieldInfo) -> type[BaseModel] | None:
    if name == "mailboxes":
        return MailboxSettings
    kind = info.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _section(name: str, model: type[BaseModel]) -> str:
    head = f"[[{name}]]" if name == "mailboxes" else f"[{name}]"
    doc = (model.__doc__ or "").strip()
    return f"\n## `{head}`\n\n{doc}\n\n" + _table([_row(key, info) for key, info in model.model_fields.items()])


def _table(rows: list[str]) -> str:
    return "\n".join(["| setting | default | meaning |", "|---|---|---|", *rows]) + "\n"


def _row(name: str, info: FieldInfo) -> str:
    return f"| `{name}` | {_default(info)} | {info.description or ''}{_bounds(info)} |"


def _bounds(info: FieldInfo) -> str:
    """The least and the most that a setting may be; below nought there is nothing to count."""
    found = {name: getattr(one, name) for one in info.metadata for name in _BOUNDS if hasattr(one, name)}
    told = [f"{_BOUNDS[name]} {value}" for name, value in found.items() if (name, value) != ("ge", 0)]
    return f" ({', '.join(told)})" if told else ""


def _default(info: FieldInfo) -> str:
    value = info.default
    if value is None or isinstance(value, SecretStr) or value in ("", []):
        return "empty"
    return f"`{value.as_posix() if isinstance(value, Path) else _plain(value)}`"


def _plain(value: object) -> str:
    """As it stands in the file (TOML)."""
    if isinstance(value, list):
        return f"[{', '.join(_quoted(one) for one in value)}]"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(value: object) -> str:
    return _plain(value) if isinstance(value, int | float) else f'"{_plain(value)}"'


def names() -> Iterator[str]:
    """Every setting's full name, as in the file."""
    for name, info in Settings.model_fields.items():
        model = _table_of(name, info)
        yield from (f"{name}.{key}" for key in model.model_fields) if model else (name,)
