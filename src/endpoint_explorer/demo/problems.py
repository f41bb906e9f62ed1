"""Problem details: error bodies that say which field is wrong, and why (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.negotiation import choose
from endpoint_explorer.demo.payloads.problem import Fault, ProblemDetails
from endpoint_explorer.demo.received import raw_path
from endpoint_explorer.demo.xml import write_problem_xml

PROBLEM_JSON = "application/problem+json"
PROBLEM_XML = "application/problem+xml"


class Kind(msgspec.Struct, frozen=True):
    """A type of problem; `explanation` is what its documentation page says."""

    slug: str
    status: int
    title: str
    explanation: str

    @property
    def uri(self) -> str:
        """The reference that identifies the type and leads to its documentation."""
        return f"/problems/{self.slug}"


INVALID_INPUT = Kind(
    "invalid-input",
    400,
    "The request holds something that is not valid",
    "The member `errors` names each field that is wrong, where it is, and what it must be. "
    "Correct them and send the request again; sending the same once more cannot succeed.",
)
KEY_MISSING = Kind(
    "key-missing",
    401,
    "An API key is required",
    "Send the header x-api-key. The demo takes any key that is not empty, such as demo-key; "
    "a real API takes only those it has issued.",
)
CREDENTIALS_NEEDED = Kind(
    "credentials-needed",
    401,
    "Credentials are needed that are right",
    "The header WWW-Authenticate says which kind, and the member `detail` which ones: those of "
    "the demo are public, and stand on the page at / too.",
)
ACCESS_DENIED = Kind(
    "access-denied",
    403,
    "These credentials do not allow this",
    "The member `detail` says what is needed. Sending the same again cannot succeed.",
)
NOT_FOUND = Kind(
    "not-found",
    404,
    "There is nothing at this address",
    "Either no endpoint has this path, or the path is right and what it names does not exist "
    "(any more). The member `detail` says which.",
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    "This endpoint does not take this method",
    "The header Allow lists the methods that it does take.",
)
NOT_ACCEPTABLE = Kind(
    "not-acceptable",
    406,
    "No representation fits the Accept header",
    "Ask for application/json or application/xml, or leave the header out.",
)
BODY_TOO_LARGE = Kind(
    "body-too-large",
    413,
    "The body is larger than this endpoint reads",
    "A body may have up to 1,000,000 bytes here; /echo takes more.",
)
UNSUPPORTED_MEDIA_TYPE = Kind(
    "unsupported-media-type",
    415,
    "The body is in a format that is not read here",
    "The header Accept-Post or Accept-Patch lists the formats; set Content-Type to one of them.",
)
INTERNAL = Kind(
    "internal-error",
    500,
    "The server failed",
    "The fault is the server's, not the request's. Nothing about its inside is told, because "
    "that would help an attacker more than a client.",
)

CATALOGUE: Mapping[str, Kind] = {
    kind.slug: kind
    for kind in (
        INVALID_INPUT,
        KEY_MISSING,
        CREDENTIALS_NEEDED,
        ACCESS_DENIED,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        BODY_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        INTERNAL,
    )
}


class Problem(Exception):
    """Raised by a handler to answer with problem details."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.faults = tuple(faults)
        self.headers = dict(headers or {})


def problem_response(request: Request, problem: Problem) -> Response:
    """Return a problem in the form that the client prefers, JSON when it takes neither."""
    details = ProblemDetails(
        type=problem.kind.uri,
        title=problem.kind.title,
        status=problem.kind.status,
        detail=problem.detail,
        instance=raw_path(request.scope),
        errors=list(problem.faults),
    )
    return render_problem(request, details, problem.headers)


def bare_problem_response(request: Request, status: int, headers: Mapping[str, str]) -> Response:
    """Return a problem whose type says no more than its status does (`about:blank`)."""
    details = ProblemDetails(
        type="about:blank",
        title=reason_of(status),
        status=status,
        detail=f"This is what you asked for: an answer with status {status}.",
        instance=raw_path(request.scope),
    )
    return render_problem(request, details, headers)


def render_problem(
    request: Request, details: ProblemDetails, headers: Mapping[str, str]
) -> Response:
    """Write problem details as JSON or XML."""
    value = details.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    accept = ", ".join(request.headers.getlist("accept"))
    offered = (PROBLEM_JSON, "application/json", PROBLEM_XML, "application/xml")
    if (choose(accept, offered) or PROBLEM_JSON).endswith("xml"):
        body, media_type = write_problem_xml(value), PROBLEM_XML
    else:
        body, media_type = msgspec.json.encode(value), PROBLEM_JSON
    return Response(body, details.status, {**headers, "Vary": "Accept"}, media_type)


def reason_of(status: int) -> str:
    """Return the reason phrase of a status, or a word for those that have none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
