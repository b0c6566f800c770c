"""A page of our own inside the library's frame."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette_admin import CustomView
from starlette_admin.flash import get_flashed_messages


def page(
    view: CustomView,
    request: Request,
    template: str,
    title: str,
    facts: Mapping[str, object],
    status: int = 200,
) -> Response:
    """``view`` must have been added to the console."""
    assert view.templates is not None, "pages are added before the console is opened"
    context = {"title": title, "flashed_messages": get_flashed_messages(request), **facts}
    return view.templates.TemplateResponse(
        request=request, name=template, context=context, status_code=status
    )


async def fields_of(request: Request, *names: str) -> tuple[str, ...]:
    """What was typed; empty where nothing was, or where a file came instead."""
    form = await request.form()
    values = (form.get(name) for name in names)
    return tuple(value if isinstance(value, str) else "" for value in values)
