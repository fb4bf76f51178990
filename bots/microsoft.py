"""Tokens for Microsoft 365 mailboxes (XOAUTH2 with client credentials)."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import Any

from casework.errors import MailError, SettingsError

_SCOPE = ["https://outlook.office365.com/.default"]


def microsoft_token(tenant: str, client_id: str, secret: str, http_client: object = None) -> Callable[[], str]:
    """A callable that gives a valid access token; msal keeps it until it expires.

    `http_client` has `get` and `post` like requests; None: msal's own. Raises SettingsError when msal is missing;
    the callable raises MailError when no token is given.
    """
    msal = _msal()
    lock = threading.Lock()
    application: list[Any] = []

    def token() -> str:
        with lock:
            try:
                if not application:
                    application.append(_application(msal, tenant, client_id, secret, http_client))
                answer = application[0].acquire_token_for_client(scopes=_SCOPE)
            except (OSError, ValueError) as error:  # msal: ValueError for a wrong tenant
                raise MailError(f"no Microsoft token: {type(error).__name__}") from error
        return _access_token(answer)

    return token


def _application(msal: Any, tenant: str, client_id: str, secret: str, http_client: object) -> Any:  # noqa: ANN401
    return msal.ConfidentialClientApplication(
        client_id,
        client_credential=secret,
        authority=f"https://login.microsoftonline.com/{tenant}",
        http_client=http_client,
        instance_discovery=False,
    )


def _access_token(answer: dict[str, Any]) -> str:
    token = answer.get("access_token")
    if not isinstance(token, str):
        raise MailError(f"no Microsoft token: {answer.get('error', 'unknown error')}")
    return token


def _msal() -> Any:  # noqa: ANN401
    """The optional package msal, loaded only for those who have a Microsoft mailbox."""
    try:
        return importlib.import_module("msal")
    except ImportError as error:
        raise SettingsError("auth = microsoft needs the extra: pip install weerbaar-intake[microsoft]") from error
