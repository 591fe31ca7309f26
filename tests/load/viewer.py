"""A viewer without a browser: opens a page over the websocket, changes its widgets and waits until the page has run."""

import asyncio
import json
import time
from typing import Any, Self

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

MOST = 2**26  # bytes of a message


class Viewer:
    """One session. `open` shows a page, `change` sets widgets by their keys; both give the seconds that it took."""

    def __init__(self, address: str) -> None:
        self.address = address  # http://host:port
        self.query = ""
        self.widgets: dict[str, str] = {}  # by their keys, or their labels
        self.fragments: dict[str, str] = {}
        self.states: dict[str, WidgetState] = {}
        self.errors: list[str] = []
        self.alerts: list[str] = []
        self.picture: float | None = None  # seconds to the first picture, all its parts included
        self._whole = False

    async def __aenter__(self) -> Self:
        url = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        self.socket: ClientConnection = await connect(
            url, origin=self.address, subprotocols=["streamlit"], max_size=MOST, open_timeout=60, ping_interval=None
        )
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self.socket.close()

    async def open(self, page: str = "", query: str = "") -> float:
        self.query, self.page = query, page
        return await self._run()

    async def turn(self, dials: str, name: str, value: float) -> float:
        """Set one of a component's dials."""
        told = json.dumps([{"event": "set", "value": {"name": name, "value": value}}])
        own = self.widgets[dials]
        self.states[dials] = WidgetState(id=own, json_value="{}")
        return await self._run([WidgetState(id=_make_trigger_id(own, "events"), json_trigger_value=told)])

    async def change(self, fragment: bool = False, **values: Any) -> float:
        """Set widgets: a choice, or True for a button that is pressed; in their own fragment, or all."""
        pressed = []
        for key, value in values.items():
            state = WidgetState(id=self.widgets[key])
            if value is True:
                state.trigger_value = True
                pressed.append(state)
                continue
            state.string_value = value
            self.states[key] = state
        within = self.fragments.get(next(iter(values)), "") if fragment else ""
        return await self._run(pressed, within)

    def has(self, name: str) -> bool:
        """Whether there has been a widget whose key or label begins so."""
        return any(known.startswith(name) for known in self.widgets)

    async def _run(self, pressed: list[WidgetState] | None = None, fragment: str = "") -> float:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend([*self.states.values(), *(pressed or [])])
        begin = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        await self._finished(begin)
        return time.perf_counter() - begin

    async def _finished(self, begin: float) -> None:
        while True:
            data = await self.socket.recv()
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session = message.new_session.initialize.session_id
                self.page_hash = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta":
                self._seen(message.delta, begin)
            elif kind == "script_finished" and message.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
            ):  # fmt: skip
                return

    def _seen(self, delta: Any, begin: float) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind)
        if kind == "exception":
            self.errors.append(element.message)
        elif kind == "alert":
            self.alerts.append(element.body)
        if not self._whole:
            name = element.component_name if kind == "bidi_component" else ""
            if name.endswith("downhill_player" if self.picture is None else "downhill_part"):
                self.picture = time.perf_counter() - begin
            else:
                self._whole = self.picture is not None
        if key := getattr(element, "id", ""):
            name = key.split("-", 2)[-1]
            name = element.label if name == "None" else name  # without a key it goes by its label
            self.widgets[name] = key
            self.fragments[name] = delta.fragment_id


async def first_picture(address: str, page: str, query: str = "", patience: float = 120.0) -> Viewer:
    """A viewer that has opened a page and gone."""
    async with Viewer(address) as viewer:
        await asyncio.wait_for(viewer.open(page, query), patience)
    return viewer
