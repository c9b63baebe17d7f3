"""What her phone asks of the service: typed, with its own page of all that can be asked. No cookie is read or set here.

docs/clinic-api.md tells it in words.
"""

from balm.clinic.api.routes import api

__all__ = ["api"]
