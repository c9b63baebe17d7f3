"""A list of resources as a Bundle, a page at a time."""

from __future__ import annotations

from urllib.parse import urlencode

from balm.clinic.fhir.resources import Json, address

USUAL, MOST = 50, 200
"""Resources on a page, unless told, and at most."""


class NoSuchPlace(Exception):
    """The page that was asked for begins after something that is not there any more."""


def searchset(found: list[Json], base: str, asked: dict[str, str], count: int, after: str) -> Json:
    """A page of what was found. `base` and `asked`: the address that was asked for; `count` 0: only how many there are.

    The next page begins after the last resource of this one, so that what comes in between is neither lost nor told twice.
    Raises NoSuchPlace.
    """
    places = {one["id"]: place for place, one in enumerate(found)}
    if after and after not in places:
        raise NoSuchPlace
    begin = places[after] + 1 if after else 0
    page = found[begin : begin + min(count, MOST)]
    links = [("self", {**asked, "_count": str(count)} | ({"_after": after} if after else {}))]
    if page and begin + len(page) < len(found):
        links.append(("next", {**asked, "_count": str(count), "_after": page[-1]["id"]}))
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "link": [{"relation": relation, "url": f"{base}?{urlencode(query)}"} for relation, query in links],
        **({"entry": [{"fullUrl": address(one), "resource": one, "search": {"mode": "match"}} for one in page]} if page else {}),
    }
