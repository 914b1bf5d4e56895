"""`talktrack mcp`: the tools for AI assistants over standard input and output."""

import click


@click.command()
def mcp() -> None:
    """Let an AI assistant on this machine ask a running Talktrack; the assistant starts this command itself.

    Settings: TALKTRACK_URL, by default http://127.0.0.1:8000, and TALKTRACK_KEY, which says what may be read. A demo
    reads without a key. Assistants that speak HTTP need no command: they ask the service at /mcp.
    """
    import httpx

    from api.mcp_asking import Asking
    from api.mcp_tools import talktrack_server
    from api.settings import AssistantSettings

    settings = AssistantSettings()
    key = settings.key.get_secret_value() if settings.key else None
    client = httpx.AsyncClient(base_url=settings.url, headers={"Authorization": f"Bearer {key}"} if key else {})
    asking = Asking(base=settings.url.rstrip("/"), client=client)
    talktrack_server(lambda _: asking, version="0.1.0").run("stdio")
