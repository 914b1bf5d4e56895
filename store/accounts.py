"""Names of accounts, to choose from."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.tables import AccountRow, CallRow

# More are no help in a list to choose from.
_MOST = 200


def account_names(session: Session, *, chosen: str = "") -> tuple[tuple[str, str], ...]:
    """Return (id, name) of the accounts with most calls, by name; the chosen one is among them where there is one."""
    counted = select(CallRow.account_id).where(CallRow.account_id.is_not(None)).group_by(CallRow.account_id)
    most = counted.order_by(func.count().desc(), CallRow.account_id).limit(_MOST).subquery()
    wanted = AccountRow.id.in_(select(most.c.account_id)) | (AccountRow.id == chosen)
    rows = session.execute(select(AccountRow.id, AccountRow.name).where(wanted).order_by(AccountRow.name))
    return tuple((account_id, name) for account_id, name in rows)
