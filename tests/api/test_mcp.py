"""The tools for AI assistants, asked with the official client: over HTTP at /mcp, and over standard input and output."""

import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
import uvicorn
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from api.app import create_app
from api.settings import ApiSettings
from bench.laid_demo import lay
from demo.text_calls.compose import compose
from store.keys import Scope, create_key
from store.people import SCOPES
from store.session import Database
from store.teams import Teams, create_team
from tests.conftest import free_port

READING = frozenset({Scope.CALLS_READ, Scope.THEMES_READ})
Asked = dict[str, Any]
