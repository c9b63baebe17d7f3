"""What a host must send with the files, in the forms that common hosts read."""

from __future__ import annotations

from urllib.parse import urlsplit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
"""As a page can say it of itself; `frame-ancestors` only counts as a header."""


def policy(clinic: str = "") -> str:
    """The policy of a page that may also ask the API at this address, where that is on another origin."""
    address = urlsplit(clinic)
    return POLICY.replace("connect-src 'self'", f"connect-src 'self' {address.scheme}://{address.netloc}") if address.netloc else POLICY


HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FOREVER = "public, max-age=31536000, immutable"
FRESH = "no-cache"


def header_files(version: str, clinic: str = "") -> dict[str, str]:
    """File name -> text, for Netlify and Cloudflare Pages, Apache, nginx and Caddy."""
    pairs = list((HEADERS | {"Content-Security-Policy": f"{policy(clinic)}; frame-ancestors 'none'"}).items())
    return {
        "_headers": "\n".join(
            ["/*", *(f"  {k}: {v}" for k, v in pairs), f"  Cache-Control: {FRESH}", "", f"/{version}/*", f"  Cache-Control: {FOREVER}", ""]
        ),
        ".htaccess": "\n".join(
            [
                "<IfModule mod_headers.c>",
                *(f'  Header always set {k} "{v}"' for k, v in pairs),
                f'  Header set Cache-Control "{FRESH}"',
                f'  <If "%{{REQUEST_URI}} =~ m#/{version}/#">',
                f'    Header set Cache-Control "{FOREVER}"',
                "  </If>",
                "</IfModule>",
                "",
            ]
        ),
        "hosting/nginx.conf": "\n".join(
            [
                "# Inside a server block: include this file.",
                *(f'add_header {k} "{v}" always;' for k, v in pairs),
                f'add_header Cache-Control "{FRESH}";',
                "",
            ]
        ),
        "hosting/Caddyfile": "\n".join(
            ["# Inside a site block.", "header {", *(f'\t{k} "{v}"' for k, v in pairs), f'\tCache-Control "{FRESH}"', "}", ""]
        ),
    }
