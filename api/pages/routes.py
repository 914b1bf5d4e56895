"""All pages, in one router for the app."""

from fastapi import APIRouter, FastAPI

from api.pages import (
    analyses,
    assets,
    calls,
    charts,
    comments,
    company,
    correcting,
    docs,
    explore,
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
    views,
    week,
)

router = APIRouter(include_in_schema=False)
for part in (
    week.router,
    charts.router,
    theme_changes.router,
    themes.router,
    theme.router,
    numbers.router,
    analyses.router,
    reviews.router,
    trackers.router,
    explore.router,
    views.router,
    calls.router,
    comments.router,
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
