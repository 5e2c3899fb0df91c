"""What people ask of scenarios: listing, reading, cancelling."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from labstead_core.clock import utc_now
from labstead_core.db.models import Scenario
from labstead_core.errors import LabError


def get_scenario(session: Session, scenario_id: str) -> Scenario:
    """Raises LabError `scenario.not_found`."""
    row = session.get(Scenario, scenario_id)
    if row is None:
        raise LabError("scenario.not_found", f"There is no scenario {scenario_id}.")
    return row


def list_scenarios(session: Session, limit: int, cursor: str | None) -> list[Scenario]:
    """The newest `limit` scenarios older than `cursor`."""
    query = select(Scenario).order_by(Scenario.id.desc()).limit(limit)
    return list(session.scalars(query.where(Scenario.id < cursor) if cursor else query))


def cancel_scenario(session: Session, scenario_id: str) -> Scenario:
    """A queued one is cancelled at once, a running one becomes `cancelling`; asking twice is fine.

    Raises LabError `scenario.not_found`, or `scenario.ended` if there is nothing left to cancel."""
    row = session.scalar(select(Scenario).where(Scenario.id == scenario_id).with_for_update())
    if row is None:
        raise LabError("scenario.not_found", f"There is no scenario {scenario_id}.")
    match row.status:
        case "queued":
            row.status, row.ended_at = "cancelled", utc_now()
        case "running":
            row.status = "cancelling"
        case "cancelling" | "cancelled":
            pass
        case _:
            raise LabError("scenario.ended", f"The scenario has ended already ({row.status}).")
    return row
