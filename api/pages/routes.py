"""All pages, in one router for the app."""

from fastapi import APIRouter, FastAPI

from api.pages import (
    analyses,
    assets,
    calls,
    company,
    correcting,
    docs,
    judging,
    numbers,
    reviews,
    settings,
    signin,
    theme,
    theme_changes,
    themes,
    trackers,
    upload,
)

router = APIRouter(include_in_schema=False)
for part in (
    theme_changes.router,
    themes.router,
    theme.router,
    numbers.router,
    analyses.router,
    reviews.router,
    trackers.router,
    calls.router,
    correcting.router,
    judging.router,
    upload.router,
    signin.router,
    settings.router,
    company.router,
    docs.router,
    assets.router,
):
    router.include_router(part)


def add_to(app: FastAPI) -> None:
    """Let an application serve the pages: what its state must hold is listed in `api.app`."""
    app.include_router(router)
