"""`python -m api.document [FILE]`: write the OpenAPI document, docs/openapi.json where no file is named."""

import json
import sys
from pathlib import Path

from api.app import create_app
from api.settings import ApiSettings

KEPT = Path(__file__).parents[1] / "docs" / "openapi.json"


def text() -> str:
    """Return the document as it is kept: the same text for the same routes, whatever the settings."""
    app = create_app(ApiSettings.model_construct(demo=False))
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else KEPT).write_text(text(), encoding="utf-8")
