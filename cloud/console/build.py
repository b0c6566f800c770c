"""The console put together: tables and pages in the library's frame. Heavy: loaded when it is opened."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp
from starlette_admin.contrib.sqla import Admin
from starlette_admin.export import ExportConfig
from starlette_admin.i18n import I18nConfig

from cloud.cloud import Cloud
from cloud.console.door import PATH
from cloud.console.pages.account import AccountPage
from cloud.console.pages.day import DayPage
from cloud.console.pages.staff import EnrolPage, StaffPage
from cloud.console.sign_in import ConsoleUser, SignIn
from cloud.console.tables.events import EventTable
from cloud.console.tables.findings import FindingTable
from cloud.console.tables.machines import MachineTable
from cloud.console.tables.payments import PaymentTable
from cloud.console.tables.refunds import RefundTable
from cloud.console.tables.trail import TrailTable
from cloud.console.words import LANGUAGES, lazy, say
from cloud.store import machines

TEMPLATES = Path(__file__).parent / "templates"
EXPORT_ROWS_MAX = 20_000
"""One export is made in memory: about 20 MB of XLSX at most."""
OPEN_TO_NEWCOMERS = (f"{PATH}/account", f"{PATH}/logout", f"{PATH}/static")
"""What a person with a one-time password may reach."""


async def build_console(cloud: Cloud) -> ASGIApp:
    """Everything below ``/console``. Raises ``StoreUnavailable``."""
    # it tells of each visitor who is not signed in, and of names that were typed: the trail does
    logging.getLogger("starlette_admin").setLevel(logging.ERROR)
    # one secret for all processes, so that a form of one is good at another
    secret = await cloud.db.write(machines.keep_fact, "console_secret", secrets.token_urlsafe(32))
    admin = Admin(
        cloud.db.session_maker(),
        title=lazy("title"),
        base_url=PATH,
        route_name="console",
        templates_dir=str(TEMPLATES),
        index_view=DayPage(cloud),
        auth_provider=SignIn(cloud),
        secret_key=secret,
        i18n_config=I18nConfig(default_locale="zh", language_switcher=list(LANGUAGES)),
        timezone_config=None,
        export_config=ExportConfig(max_rows=EXPORT_ROWS_MAX),
    )
    admin.middlewares.append(Middleware(NewcomersFirst))
    for table in (PaymentTable, RefundTable, FindingTable, MachineTable, EventTable):
        admin.add_view(table(cloud))
    for made in (EnrolPage(cloud), StaffPage(cloud), TrailTable(cloud), AccountPage(cloud)):
        admin.add_view(made)
    # the library puts the first page at the menu's end
    views = admin._views
    views.insert(0, views.pop(views.index(admin.index_view)))
    admin.templates.env.globals.update(say=say, console_path=PATH, test_money=cloud.money == "test")
    shell = Starlette()
    admin.mount_to(shell)
    return shell


class NewcomersFirst(BaseHTTPMiddleware):
    """Behind the sign-in: a one-time password opens one page only, the one where it is changed."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        user = getattr(request.state, "admin_user", None)
        path = request.url.path
        if isinstance(user, ConsoleUser) and user.must_change and not path.startswith(OPEN_TO_NEWCOMERS):
            return RedirectResponse(f"{PATH}/account", 303)
        return await call_next(request)
