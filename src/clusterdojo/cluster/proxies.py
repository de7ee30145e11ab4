"""Which proxy leads to an API server: the rules of kubectl, which are those of Go."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}


def proxy_for(server: str, environment: Mapping[str, str]) -> str | None:
    """The proxy that the environment names for this server, or None.

    This machine itself is never reached through a proxy, and neither is what NO_PROXY lists:
    names with their subdomains, `.name` for subdomains alone, addresses, networks, and `*`; a name
    or an address may have a port.
    """
    url = urlsplit(server)
    proxy = _named(environment, f"{url.scheme}_proxy")
    if not proxy or not url.hostname or not _is_proxied(url, _named(environment, "no_proxy")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _named(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name.upper()) or environment.get(name) or ""


def _is_proxied(url: SplitResult, exceptions: str) -> bool:
    host = url.hostname or ""
    address = _address(host)
    if host == "localhost" or (address is not None and address.is_loopback):
        return False
    port = url.port or PORTS.get(url.scheme, 0)
    entries = (entry.strip().lower() for entry in exceptions.split(","))
    return not any(_fits(entry, host, address, port) for entry in entries if entry)


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _fits(entry: str, host: str, address: Address | None, port: int) -> bool:
    if entry == "*":
        return True
    if "/" in entry:
        return address is not None and _is_in(address, entry)
    name, wanted_port = _with_port(entry)
    listed = _address(name)
    if listed is not None:
        fits = listed == address
    else:
        suffix = name.removeprefix("*") if name.startswith("*.") else name
        below = suffix if suffix.startswith(".") else f".{suffix}"
        fits = bool(suffix) and (host == suffix or host.endswith(below))
    return fits and wanted_port in ("", str(port))


def _is_in(address: Address, network: str) -> bool:
    try:
        return address in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _with_port(entry: str) -> tuple[str, str]:
    """A name or an address, and the port that may follow it; IPv6 has brackets then."""
    if _address(entry) is not None:
        return entry, ""
    name, colon, port = entry.rpartition(":")
    if not colon:
        name, port = entry, ""
    return name.removeprefix("[").removesuffix("]"), port
