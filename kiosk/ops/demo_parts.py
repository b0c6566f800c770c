"""The outside world of a demo: cabinet, cloud and gateways as child processes, never imported here.

Each speaks the real wire (pty, HTTP) and ends by itself when our end of its standard input closes, so a
kiosk that is killed leaves nothing running. What the configuration names is not started.
"""

from __future__ import annotations

import json
import logging
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.ops.part import Part, PartError
from kiosk.ops.settings import Settings
from kiosk.profile.profile import Profile, Zone

log = logging.getLogger(__name__)

FOLDER = "demo"
PORT_LINK = "vending-board"
READER_LINK = "code-reader"
ANSWER_S = 15.0
ANSWER_LIMIT_BYTES = 1_048_576
ENROL_CODE_BYTES = 6
SIMULATED_C = 4
"""How cold a simulated cabinet is, where its zone's limits allow it."""
CABINET, CLOUD, GATEWAY, TILL = "cabinet", "cloud", "gateway", "till"
AT_THE_TILL = frozenset(
    {"coin", "bill", "card", "card_cancel", "lever", "coin_jam", "card_denied", "stacker_full"}
)
"""Faults and deeds that only a till knows: nothing else need be said for them to reach it."""
TILL_LINK = "till"


@dataclass(frozen=True, slots=True)
class Parts:
    """What was started, and where it is reached. Empty texts: not ours, the configuration names it."""

    board_port: str
    cloud_url: str
    enrol_code: str
    phone_url: str
    gateway_control_url: str
    wallets: Mapping[str, Mapping[str, object]]
    """``[payments.wechat]`` and its kin for the direct route, by wallet; empty when they are not needed."""
    more_ports: Mapping[str, str]
    """Of simulated boards beyond the first, by cabinet."""
    reader_port: str
    """Of the simulated code reader beside the first cabinet, or the one the configuration names."""
    till_port: str
    """Empty: there is no till."""
    children: tuple[Part, ...]
    cabinet: Part | None
    till: Part | None

    def phone(self, act: str, code: str) -> dict[str, Any]:
        """What the customer's phone does with ``code``. Blocking."""
        if not self.gateway_control_url:
            raise PartError("There is no embedded gateway: the phone is yours to play.")
        return _post(f"{self.gateway_control_url}/phone", {"act": act, "code": code})

    def fault(self, script: Mapping[str, object]) -> dict[str, Any]:
        """Something breaks in the simulated cabinet, or is held before its code reader; or it, or a customer
        does something, at the simulated till: then all of ``script`` stands under ``till``, or begins with
        what people do there. Blocking."""
        at_the_till = script.get(TILL)
        if isinstance(at_the_till, Mapping):
            return self.till_command({"do": "fault", "script": at_the_till})
        if AT_THE_TILL & script.keys():
            return self.till_command({"do": "fault", "script": script})
        return self.cabinet_command({"do": "fault", "script": script})

    def till_command(self, request: Mapping[str, object]) -> dict[str, Any]:
        """Any request of the simulated till, e.g. ``{"do": "coin", "fen": 100}``. Blocking."""
        if self.till is None:
            raise PartError("There is no simulated till: set till.model and leave till.port open.")
        return self.till.request(request)

    def cabinet_command(self, request: Mapping[str, object]) -> dict[str, Any]:
        """Any request of the simulated cabinet, e.g. ``{"do": "world"}``. Blocking."""
        if self.cabinet is None:
            raise PartError("There is no simulated cabinet: break the real one.")
        return self.cabinet.request(request)

    def stop(self) -> None:
        """End them all, side by side, each within a few seconds. Idempotent."""
        _end(self.children)


def start_parts(settings: Settings, data: Path) -> Parts:
    """Start, side by side, what ``settings`` leaves open. Blocking; raises ``PartError`` in words."""
    folder = data / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise PartError(f"The folder {folder} cannot be made: {error.strerror}.") from None
    code = f"DEMO-{secrets.token_hex(ENROL_CODE_BYTES)}"
    commands = _commands(settings, folder, code)
    parts = {name: Part(name, command, folder, _hear_death) for name, command in commands.items()}
    with ThreadPoolExecutor(max(1, len(parts))) as pool:
        begun = {name: pool.submit(part.start) for name, part in parts.items()}
    failed = next((error for error in (future.exception() for future in begun.values()) if error), None)
    if failed is not None:
        _end(tuple(parts.values()))
        raise failed
    return _parts(settings, parts, {name: future.result() for name, future in begun.items()}, code)


def _parts(
    settings: Settings, parts: Mapping[str, Part], hello: Mapping[str, Mapping[str, Any]], code: str
) -> Parts:
    cloud, gateway = hello.get(CLOUD, {}), hello.get(GATEWAY, {})
    money = cloud or gateway
    cabinet = parts.get(CABINET)
    more = [name for name in settings.boards if f"{CABINET} {name}" in parts]
    return Parts(
        # the link, not the pty of this moment: it follows the cable when that is pulled and put back
        board_port=str(parts[CABINET].folder / PORT_LINK) if cabinet else settings.board.port,
        cloud_url=str(cloud.get("cloud") or settings.cloud.url),
        enrol_code=code if cloud else "",
        phone_url=str(money.get("phone") or ""),
        gateway_control_url=str(money.get("control") or ""),
        wallets=gateway.get("wallets", {}),
        more_ports={name: str(parts[f"{CABINET} {name}"].folder / _link(name)) for name in more},
        reader_port=str(cabinet.folder / READER_LINK)
        if cabinet and _simulates_reader(settings)
        else settings.scanner.port,
        till_port=str(parts[TILL].folder / TILL_LINK) if TILL in parts else settings.till.port,
        children=tuple(parts.values()),
        cabinet=cabinet,
        till=parts.get(TILL),
    )


def _hear_death(name: str, words: str) -> None:
    log.error("the demo's %s ended by itself. %s", name, words)


def _end(parts: tuple[Part, ...]) -> None:
    for part in parts:
        part.let_go()
    for part in parts:
        part.wait_end()


# --- what to start -----------------------------------------------------------------------------------


def _commands(settings: Settings, folder: Path, code: str) -> dict[str, list[str]]:
    commands: dict[str, list[str]] = {}
    if not settings.is_given("board.port") and settings.board.model != "none":
        commands[CABINET] = _cabinet(settings, settings.board.model, folder)
    for number, (name, board) in enumerate(settings.boards.items(), start=1):
        if not board.port and board.model != "none":
            commands[f"{CABINET} {name}"] = _cabinet(settings, board.model, folder, number, name)
    if settings.is_given("till") and not settings.till.port:
        commands[TILL] = _till(settings.till.model, folder)
    if settings.payments.route == "direct":
        if not settings.payments.tables:
            commands[GATEWAY] = _gateway(folder)
    elif not settings.cloud.url:
        commands[CLOUD] = _cloud(settings, folder, code)
    return commands


def _cabinet(settings: Settings, model: str, folder: Path, number: int = 0, name: str = "") -> list[str]:
    """The simulator of cabinet ``number``: with the lanes of the profile where there is one."""
    # each model, and each profile's cabinet, remembers other things
    whose = "-".join(part for part in (settings.profile.id if settings.profile else "", name) if part)
    called = "-".join(part for part in ("cabinet", whose, "" if model == "xy" else model) if part)
    state, link = str(folder / f"{called}.json"), str(folder / _link(name))
    # -S: the simulator needs the standard library alone, and starts faster and smaller without the rest
    words = ["-S", "-m", "hardware.sim", "--model", model, "--state", state, "--link", link, "--control"]
    if not number and _simulates_reader(settings):
        words += ["--reader", str(folder / READER_LINK)]
    if settings.profile is None:
        return words
    lanes = folder / f"{called}.toml"
    _write(lanes, cabinet_file(settings.profile, number))
    return [*words, "--cabinet", str(lanes)]


def _till(model: str, folder: Path) -> list[str]:
    state, link = str(folder / "till.json"), str(folder / TILL_LINK)
    return ["-S", "-m", "hardware.sim", "--model", model, "--state", state, "--link", link, "--control"]


def _simulates_reader(settings: Settings) -> bool:
    """``scanner.port = ""`` says that there is none; another port that it is somewhere else."""
    return not settings.is_given("scanner.port")


def _link(name: str) -> str:
    return f"{PORT_LINK}-{name}" if name else PORT_LINK


def cabinet_file(profile: Profile, number: int) -> str:
    """What the simulator is told of cabinet ``number``: its lanes, each full, and its probes."""
    lanes = [lane for lane in profile.lanes if lane.board == number]
    zone = next((zone for zone in profile.zones if zone.board == number), Zone())
    celsius = max(zone.min_c or SIMULATED_C, SIMULATED_C)
    return "\n".join(
        [
            f"name = {json.dumps(profile.cabinets[number].name)}",
            f"zones = {max(1, profile.cabinets[number].probes)}",
            f"temperature_c = {celsius if zone.max_c is None else min(celsius, zone.max_c)}",
            "[lanes]",
            *(f"{json.dumps(lane.label)} = {lane.motor}" for lane in lanes),
            "",
        ]
    )


def _gateway(folder: Path) -> list[str]:
    state, keys = str(folder / "gateway.sqlite"), str(folder / "gateway-keys")
    return ["-m", "cloud.sandbox", "--state", state, "--keys", keys, "--control-stdin"]


def _cloud(settings: Settings, folder: Path, code: str) -> list[str]:
    """The embedded cloud; with outside gateways, and those alone, when the configuration names any."""
    words = ["-m", "cloud", "--port", "0", "--data", str(folder / "cloud"), "--stdin-eof"]
    words += ["--enrol-code", code]
    tables = settings.payments.tables
    if not tables:
        return [*words, "--sandbox"]
    config = folder / "cloud.toml"
    lines: list[str] = []
    for wallet, table in tables.items():
        lines.append(f"[payments.{wallet}]")
        lines += [
            f"{key} = {json.dumps(_absolute(key, value, settings.base))}" for key, value in table.items()
        ]
    _write(config, "\n".join([*lines, ""]))
    return [*words, "--config", str(config)]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PartError(f"{path} cannot be written: {error.strerror}.") from None


def _absolute(key: str, value: object, base: Path) -> object:
    return str((base / str(value)).absolute()) if key.endswith("_file") else value


def _post(url: str, body: Mapping[str, object]) -> dict[str, Any]:
    data = json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 our own child
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=ANSWER_S) as answer:
            found = json.loads(answer.read(ANSWER_LIMIT_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            found = _json_or_none(error.read(ANSWER_LIMIT_BYTES))
    except (OSError, ValueError) as error:
        raise PartError(f"The demo's gateway does not answer: {error}.") from None
    return dict(found) if isinstance(found, dict) else {}


def _json_or_none(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except ValueError:
        return None
