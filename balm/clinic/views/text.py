"""POST /text/CLINIC: check-ins by text. A gateway posts `{"from", "text", "id"}`, signed, and sends what comes back."""

from __future__ import annotations

import time
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from balm.clinic.actions.texts import answer
from balm.clinic.channels.signed import HEADER, secret_for, signed_by
from balm.clinic.given import read
from balm.clinic.models import Clinic

_LONGEST = 8 * 1024


@csrf_exempt
@require_POST
def text(request: HttpRequest, clinic: UUID) -> JsonResponse:
    """`{"replies": [...]}`. 401 without a signature by this clinic's secret, which `balm clinic text` prints."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _LONGEST:
        return JsonResponse({"problem": f"send at most {_LONGEST} bytes"}, status=413)
    if not signed_by(secret_for(f"text:{clinic}"), request.body, request.headers.get(HEADER, ""), int(time.time())):
        return JsonResponse({"problem": f"sign the body in {HEADER}"}, status=401)
    found = Clinic.objects.filter(pk=clinic).first()
    try:
        given = read(request.body)
        number, words, message = given["from"], given["text"], given["id"]
        readable = all(isinstance(one, str) for one in (number, words, message)) and 0 < len(message) <= 80
    except (ValueError, KeyError, TypeError, RecursionError):
        readable = False
    if found is None or not readable:
        return JsonResponse({"problem": 'write {"from": "+44...", "text": "6", "id": "1"}'}, status=422)
    return JsonResponse({"replies": answer(clinic=found, number=number, text=words[:1600], message=message)})
