"""How the input table is written: parameters that every task of this brick has."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
ENCODINGS = {
    "utf-8": "utf-8",
    "windows-1252": "cp1252",
    "iso-8859-1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "utf-16": "utf-16",
}
# Lets a form offer the columns of the resource chosen for the input `table`.
COLUMN_OF_TABLE: JsonDict = {"x-column-of": "table"}


class TableOptions(BaseModel):
    """Reading options; `auto` looks at the beginning of the file."""

    model_config = ConfigDict(extra="forbid")

    delimiter: Literal["auto", "comma", "semicolon", "tab", "pipe"] = Field(
        default="auto", title="Delimiter between columns"
    )
    encoding: Literal["auto", "utf-8", "windows-1252", "iso-8859-1", "iso-8859-15", "utf-16"] = Field(
        default="auto", title="Encoding of the text"
    )
    header: Literal["auto", "yes", "no"] = Field(default="auto", title="First row names the columns")
    decimal: Literal["point", "comma"] = Field(default="point", title="Decimal separator")
    missing: list[str] = Field(
        default=["NA", "N/A", "NaN", "null", "NULL"],
        max_length=20,
        title="Texts that mean a missing value",
        description="An empty cell is always missing.",
    )

    @property
    def delimiter_character(self) -> str | None:
        """The delimiter, or None to find it out."""
        return DELIMITERS.get(self.delimiter)

    @property
    def python_encoding(self) -> str | None:
        """The encoding by Python's name, or None to find it out."""
        return ENCODINGS.get(self.encoding)

    @property
    def has_header(self) -> bool | None:
        """Whether there is a header, or None to find it out."""
        return {"yes": True, "no": False}.get(self.header)
