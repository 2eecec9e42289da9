"""Everything that can be refused. Each error has a stable code and a text in English and Chinese that says
what to do next; the API turns it into problem+json (RFC 9457), the command line into one sentence."""

from typing import Any

from anlan.errors.texts import TEXTS

__all__ = ["AnlanError", "Conflict", "Forbidden", "Invalid", "NotFound", "Refused", "Unavailable"]


class AnlanError(Exception):
    """The root of the tree. `code` names the text; `params` fill its braces; `fields` names faulty inputs.

    Texts live in `anlan.errors.texts`; an unknown code is a programming error and fails at once.
    """

    status = 500

    def __init__(self, code: str, *, fields: list[tuple[str, str]] | None = None, **params: Any) -> None:
        self.code = code
        self.params = params
        self.fields = fields or []
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """What went wrong and what to do, in `zh-CN` or `en`."""
        english, chinese = TEXTS[self.code]
        return (chinese if language.startswith("zh") else english).format(**self.params)


class Invalid(AnlanError):
    """The input cannot be taken as it is; `fields` says where. Nothing was done."""

    status = 422


class NotFound(AnlanError):
    """There is no such thing, or the asker may not know that there is."""

    status = 404


class Forbidden(AnlanError):
    """The asker's role or work does not cover this act."""

    status = 403


class Refused(AnlanError):
    """Understood and permitted, but the present state does not allow it."""

    status = 409


class Conflict(AnlanError):
    """Somebody changed it since the asker read it; read again and decide anew."""

    status = 412


class Unavailable(AnlanError):
    """A part that is needed is not there at this moment; try again."""

    status = 503
