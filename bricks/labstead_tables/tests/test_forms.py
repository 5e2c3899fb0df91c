"""What a form is told about the tasks' parameters"""

from typing import Any

import pytest

from labstead_core import Task
from labstead_tables.aggregate import Aggregate
from labstead_tables.describe import Describe
from labstead_tables.filter import Filter


@pytest.mark.parametrize(
    ("cls", "named"),
    [(Describe, set()), (Filter, {"column", "keep"}), (Aggregate, {"group_by", "columns"})],
)
def test_parameters_that_name_columns_say_of_which_input_so_that_they_can_be_chosen(
    cls: type[Task[Any]], named: set[str]
) -> None:
    properties = cls.parameters.model_json_schema()["properties"]
    found = {name: schema["x-column-of"] for name, schema in properties.items() if "x-column-of" in schema}
    assert set(found) == named
    tables = {port.name for port in cls.inputs if port.kind == "table"}
    assert set(found.values()) <= tables
    for name in found:  # the shapes that a form offers columns for: one, or a list of them
        schema = properties[name]
        assert schema["type"] == "string" or schema["items"] == {"type": "string"}
