"""What several of a study's files write alike."""

from typing import Annotated

Id = Annotated[
    str, {"pattern": "^[a-z0-9][a-z0-9_]*$", "description": "Small letters a to z, digits and _."}
]

VariableId = Annotated[
    str,
    {
        "pattern": "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
        "description": "The id of a variable: small letters a to z, digits and single _.",
    },
]

FilePath = Annotated[
    str,
    {
        "minLength": 1,
        "not": {"pattern": "^/|^~|^[A-Za-z]:|(^|[/\\\\])\\.\\.([/\\\\]|$)"},
        "description": "A path below the study's folder.",
    },
]
