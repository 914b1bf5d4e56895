"""Signing in through the company's own sign-in: OpenID Connect, code flow with PKCE. Only people whom an admin added.

After OpenID Connect Core 1.0, section 3.1, and RFC 7636.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.access import HomeDep
from api.pages.origin import origin_of
from api.pages.signin import safe_next, welcome
from api.settings import ApiSettings
from calls.errors import IssuerAway, NotFound, Unauthorized
from store.people import Person, person_by_subject

_COOKIE = "talktrack_company"
_MINUTES = 10
_TIMEOUT_S = 10.0
# What issuers sign with; never "none", and nothing with a shared secret.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """What is remembered in the browser while a person is at the issuer."""

    state: str
    nonce: str
    verifier: str
    next: str


@router.get("/signin/company")
def begin(request: Request, next: str = "/") -> Response:  # noqa: A002
    """Lead a visitor to the issuer."""
    settings = _settings(request)
    begun = _Begun(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        next=safe_next(next),
    )
    with _client(request, settings) as client:
        url, _ = client.create_authorization_url(
            _told_by(settings)["authorization_endpoint"],
            state=begun.state,
            nonce=begun.nonce,
            code_challenge=create_s256_code_challenge(begun.verifier),
            code_challenge_method="S256",
        )
    answer = RedirectResponse(url, 303)
    secure = origin_of(request).startswith("https:")
    answer.set_cookie(_COOKIE, _packed(begun), max_age=60 * _MINUTES, httponly=True, samesite="lax", secure=secure)
    return answer


@router.get("/signin/company/back")
def come_back(request: Request, home: HomeDep, code: str = "", state: str = "", error: str = "") -> Response:
    """Take what the issuer sends a person back with, and sign them in."""
    settings, begun = _settings(request), _unpacked(request.cookies.get(_COOKIE, ""))
    if error or begun is None or not secrets.compare_digest(begun.state.encode(), state.encode()):
        raise Unauthorized("Signing in was not finished. Start again from the sign-in page.")
    claims = _claims(request, settings, code=code, begun=begun)
    email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
    with home.transaction() as session:
        person: Person = person_by_subject(session, f"{claims['iss']} {claims['sub']}", email=email)
    answer = welcome(request, home, person, next=begun.next)
    answer.delete_cookie(_COOKIE)
    return answer


def _claims(request: Request, settings: ApiSettings, *, code: str, begun: _Begun) -> dict[str, Any]:
    told = _told_by(settings)
    try:
        with _client(request, settings) as client:
            token = client.fetch_token(told["token_endpoint"], code=code, code_verifier=begun.verifier)
        keys = KeySet.import_key_set({"keys": _get(told["jwks_uri"])["keys"]})
        claims: dict[str, Any] = dict(jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS).claims)
        jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": told["issuer"]},
            aud={"essential": True, "value": settings.oidc_client_id or ""},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": begun.nonce},
        ).validate(claims)
    except (JoseError, KeyError, ValueError) as error:
        raise Unauthorized("The answer of your company's sign-in could not be trusted. Start again.") from error
    except Exception as error:
        # The client raises its own kinds of errors, and those of the connection.
        raise IssuerAway("Your company's sign-in did not answer as it should. Try again in a moment.") from error
    return claims


def _settings(request: Request) -> ApiSettings:
    settings: ApiSettings = request.app.state.settings
    if not settings.oidc_issuer or not settings.oidc_client_id:
        raise NotFound("Signing in through the company is not set up here (TALKTRACK_OIDC_ISSUER).")
    return settings


def _client(request: Request, settings: ApiSettings) -> OAuth2Client:
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
    return OAuth2Client(
        client_id=settings.oidc_client_id,
        client_secret=secret,
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
        scope="openid email profile",
        redirect_uri=f"{origin_of(request)}/signin/company/back",
        timeout=_TIMEOUT_S,
    )


def _told_by(settings: ApiSettings) -> dict[str, Any]:
    """Return what the issuer tells about itself (OpenID Connect Discovery 1.0)."""
    issuer = (settings.oidc_issuer or "").rstrip("/")
    told = _get(f"{issuer}/.well-known/openid-configuration")
    if str(told.get("issuer", "")).rstrip("/") != issuer:
        raise IssuerAway("The address in TALKTRACK_OIDC_ISSUER is not what the issuer calls itself.")
    return told


def _get(url: str) -> dict[str, Any]:
    try:
        answer = httpx.get(url, timeout=_TIMEOUT_S).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise IssuerAway("Your company's sign-in cannot be reached. Try again in a moment.") from error
    return dict(answer)


def _packed(begun: _Begun) -> str:
    kept = [begun.state, begun.nonce, begun.verifier, begun.next]
    return urlsafe_b64encode(json.dumps(kept).encode()).decode()


def _unpacked(text: str) -> _Begun | None:
    try:
        state, nonce, verifier, next_ = json.loads(urlsafe_b64decode(text))
    except ValueError:
        return None
    return _Begun(state=str(state), nonce=str(nonce), verifier=str(verifier), next=safe_next(str(next_)))
