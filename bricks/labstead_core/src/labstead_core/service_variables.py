"""How tasks and apps of a brick find the databases that it declares: the names that the lab manager makes."""

import re
from typing import Any

NAME = re.compile(r"[a-z][a-z0-9]{0,19}")
SECRETS = "/run/secrets"
PORT = 3306


def declared_databases(settings: dict[str, Any]) -> tuple[str, ...]:
    """Names under `services` that can be databases; the manager says what is wrong with the others."""
    services = settings.get("services")
    declared = [one for one in services if isinstance(one, dict)] if isinstance(services, list) else []
    names = [one.get("name") for one in declared if one.get("kind") == "database"]
    return tuple(name for name in names if isinstance(name, str) and NAME.fullmatch(name))


def database_variables(environment: str, brick: str, databases: tuple[str, ...]) -> dict[str, str]:
    """Where each database is, and as whom and by which file it is asked."""
    found: dict[str, str] = {}
    for name in databases:
        service = f"{environment}-db-{brick.replace('_', '-')}-{name}"
        prefix = f"LABSTEAD_SERVICE_{name.upper()}"
        found |= {
            f"{prefix}_HOST": service,
            f"{prefix}_PORT": str(PORT),
            f"{prefix}_NAME": name,
            f"{prefix}_USER": name,
            f"{prefix}_PASSWORD_FILE": f"{SECRETS}/{service}",
        }
    return found
