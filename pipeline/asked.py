"""What a person is told of a call whose moments a language model was to judge."""

from collections.abc import Mapping


def asking_warnings(report: Mapping[str, int | str] | None) -> tuple[str, ...]:
    """Return a warning where the model left passages to the built-in detector, else nothing."""
    if report is None or report["answered"] == report["asked"]:
        return ()
    why = f" ({report['stopped']})" if report["stopped"] else ""
    return (
        f"The language model judged {report['answered']} of {report['asked']} passages{why}; the built-in detector "
        "judged the rest.",
    )
