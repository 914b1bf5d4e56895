"""What a browser may load and run on a page: only what this service serves itself."""


def content_security_policy(nonce: str | None = None) -> str:
    """Return the Content-Security-Policy of an answer.

    `nonce` is for the one style sheet that the waveform puts into its own shadow tree; answers that are not pages have
    none.
    """
    style = f"style-src 'self' 'nonce-{nonce}'" if nonce else "style-src 'self'"
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            style,
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
