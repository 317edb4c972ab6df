"""Which language a request is answered in: ``?lang=`` wins (and is remembered), then the browser, then the box."""

from tornado.escape import parse_qs_bytes
from tornado.httputil import HTTPServerRequest

from lhcbox.language import LANGUAGES

COOKIE = "lhcbox-lang"


def asked(request: HTTPServerRequest) -> str | None:
    """The language named in the address, if it is one of ours."""
    given = parse_qs_bytes(request.query.encode("latin1", "replace")).get("lang")
    return _ours(given[-1].decode("latin1")) if given else None


def tongue(request: HTTPServerRequest, otherwise: str) -> str:
    """The language for ``request``, one of the box's."""
    remembered = request.cookies.get(COOKIE)
    return (
        asked(request)
        or (_ours(remembered.value) if remembered else None)
        or preferred(request.headers.get("Accept-Language", ""))
        or otherwise
    )


def preferred(header: str) -> str | None:
    """The one of our languages that an ``Accept-Language`` header likes best."""
    wishes: list[tuple[float, str]] = []
    for part in header[:1000].split(","):
        name, _, parameters = part.strip().partition(";")
        language = _ours(name)
        weight = _weight(parameters)
        if language and weight > 0:
            wishes.append((weight, language))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else None


def _ours(name: str) -> str | None:
    short = name.strip().replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else None


def _weight(parameters: str) -> float:
    key, _, value = parameters.strip().partition("=")
    if key.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
