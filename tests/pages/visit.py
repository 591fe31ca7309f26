"""A page's controls at an address, run without the page: a script's context, and what it sends."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock
from urllib.parse import urlencode

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException
from streamlit.runtime.state import SafeSessionState, SessionState

from figures._encode import unpacked
from ui.outside import clean_address

APP = str(Path(__file__).parents[2] / "app.py")
RUNTIME = MagicMock(spec=Runtime)
RUNTIME.bidi_component_registry = BidiComponentManager()
LONGEST = 400  # characters of what a page says is wrong


@contextmanager
def visit(query: str) -> Iterator[list[ForwardMsg]]:
    """Streamlit's context of a session that has just come to an address: what is drawn within goes into the list."""
    sent: list[ForwardMsg] = []
    context = script_run_context.ScriptRunContext(
        session_id="visit", _enqueue=sent.append, query_string=query,
        session_state=SafeSessionState(SessionState(), lambda: None),
        uploaded_file_mgr=MemoryUploadedFileManager("/upload"), main_script_path=APP, user_info={},
        fragment_storage=MemoryFragmentStorage(), pages_manager=PagesManager(APP),
    )  # fmt: skip
    Runtime._instance = RUNTIME
    thread = threading.current_thread()
    script_run_context.add_script_run_ctx(thread, context)
    try:
        context.reset(query_string=query)
        with context.session_state.query_params() as params:
            params.populate_from_query_string(query)
            params.set_initial_query_params(query)
        yield sent
    finally:
        Runtime._instance = None
        delattr(thread, script_run_context.SCRIPT_RUN_CONTEXT_ATTR_NAME)


def answered(query: str, controls: Callable[[], object]) -> tuple[Any, str, list[str]]:
    """What the controls of a page make of an address (None where it asks for another run), the address that it has
    then, and what they say is wrong.

    Fails on a traceback among it, and on words that are not one clear line.
    """
    with visit(query) as sent:
        clean_address()
        try:
            made = controls()
        except RerunException:
            made = None
        address = urlencode({key: st.query_params.get_all(key) for key in st.query_params}, doseq=True)
    faults = []
    for message in sent:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        assert kind != "exception", element.exception.message
        if kind == "alert":
            faults.append(element.alert.body)
    for fault in faults:
        assert fault.isprintable(), fault
        assert 10 < len(fault) < LONGEST, fault
    return made, address, faults


def told(app: Any, component: str) -> list[Any]:
    """What every component of a name was told that is sent packed, in the page's order."""
    return [unpacked(c.proto.bytes) for c in app.get("bidi_component") if c.proto.component_name == component]


def films_told(app: Any) -> list[dict[str, Any]]:
    """The films of a page's players, in its order."""
    return [data["film"] for data in told(app, "downhill_player")]
