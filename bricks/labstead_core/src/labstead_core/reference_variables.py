"""What a process that runs brick code is told about the reference database."""

# Where it is, what the database is called, as whom one reads, and the file with the password.
REFERENCE_VARIABLES = (
    "LABSTEAD_BIOTA_HOST",
    "LABSTEAD_BIOTA_NAME",
    "LABSTEAD_BIOTA_USER",
    "LABSTEAD_BIOTA_PASSWORD_FILE",
)
