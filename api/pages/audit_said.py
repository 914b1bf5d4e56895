"""An entry of the audit log in words: what something was done to, and what of it changed."""

from store.audit import AuditEntry


def subject_of(entry: AuditEntry) -> str:
    """Return what something was done to: by its name where it was kept, else its id."""
    names = (entry.detail.get(key) for key in ("name", "term", "pattern", "label"))
    return str(next((name for name in names if name), entry.subject))


def change_of(entry: AuditEntry) -> str:
    """Return what changed, such as `Role: rep to admin. Locked out.`; empty where the action says all."""
    detail = entry.detail
    said = [
        _role(detail.get("was_role"), detail.get("role")),
        _name(detail.get("was_name") or detail.get("was_label")),
        _either(detail.get("disabled"), yes="Locked out.", no="Let in again."),
        _either(detail.get("enabled"), yes="Switched on.", no="Switched off."),
        _texts(detail.get("texts")),
    ]
    return " ".join(sentence for sentence in said if sentence)


def _role(was: object, role: object) -> str:
    # What was kept before roles were kept in pairs says only the new one.
    return f"Role: {was} to {role}." if was else f"Role: {role}." if role else ""


def _name(was: object) -> str:
    return f"Was called {was}." if was else ""


def _either(value: object, *, yes: str, no: str) -> str:
    return yes if value is True else no if value is False else ""


def _texts(changed: object) -> str:
    return f"Other {' and '.join(map(str, changed))}." if isinstance(changed, list) and changed else ""
