"""Proxies from the environment: the rules of kubectl."""

import pytest

from clusterdojo.cluster.proxies import proxy_for

PROXY = "http://proxy.example:3128"
# Server, NO_PROXY, and whether the proxy is used; each line as golang.org/x/net/http/httpproxy.
CASES = [
    ("https://127.0.0.1:6443", "", False),
    ("https://127.8.8.8", "", False),
    ("https://localhost:6443", "", False),
    ("https://[::1]:6443", "", False),
    ("https://[::ffff:127.0.0.1]:6443", "", False),
    ("https://localhost.example", "", True),
    ("https://10.0.0.1:6443", "", True),
    ("https://10.0.0.1:6443", "10.0.0.0/8", False),
    ("https://11.0.0.1:6443", "10.0.0.0/8", True),
    ("https://10.0.0.1:6443", "10.0.0.1", False),
    ("https://10.0.0.1:6443", "10.0.0.1:6443", False),
    ("https://10.0.0.1:6443", "10.0.0.1:443", True),
    ("https://[fd00::1]:6443", "fd00::1", False),
    ("https://[fd00::1]:6443", "[fd00::1]:6443", False),
    ("https://[fd00::1]:6443", "fd00::/8", False),
    ("https://api.example.com", "example.com", False),
    ("https://example.com", "example.com", False),
    ("https://badexample.com", "example.com", True),
    ("https://example.com", ".example.com", True),
    ("https://api.example.com", ".example.com", False),
    ("https://api.example.com", "*.example.com", False),
    ("https://example.com", "*.example.com", True),
    ("https://API.Example.com", "other, EXAMPLE.com ,", False),
    ("https://api.example.com", "example.com:443", False),
    ("https://api.example.com:6443", "example.com:443", True),
    ("https://api.example.com", "*", False),
    ("https://api.example.com", "10.0.0.0/99,:443, /,.", True),
]


@pytest.mark.parametrize(("server", "exceptions", "used"), CASES)
def test_a_proxy_is_used_as_kubectl_uses_it(server: str, exceptions: str, *, used: bool) -> None:
    """Loopback never, and what NO_PROXY lists neither."""
    found = proxy_for(server, {"HTTPS_PROXY": PROXY, "NO_PROXY": exceptions})
    assert found == (PROXY if used else None)


def test_each_scheme_has_its_variable() -> None:
    """Upper case comes first; a proxy without a scheme speaks HTTP."""
    both = {"HTTP_PROXY": "http://a", "https_proxy": "b:3128"}
    assert proxy_for("http://x.example", both) == "http://a"
    assert proxy_for("https://x.example", both) == "http://b:3128"
    assert proxy_for("https://x.example", both | {"HTTPS_PROXY": PROXY}) == PROXY
    assert proxy_for("https://x.example", {"ALL_PROXY": PROXY}) is None
    assert proxy_for("https://x.example", both | {"no_proxy": "example"}) is None
