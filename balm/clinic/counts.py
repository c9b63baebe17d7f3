"""What is counted, for Prometheus. Nothing here names a clinic or a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from balm.clinic.models import Alert, Delivery, Patient, State

_REQUESTS = Counter("balm_requests", "Requests answered", ["method", "route", "status"])
_SECONDS = Histogram("balm_request_seconds", "Seconds to answer", ["route"], buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5))


def request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one."""
    _REQUESTS.labels(method, route, str(status)).inc()
    _SECONDS.labels(route).observe(seconds)


class FromTheDatabase(Collector):
    """What the database knows, asked at each look: the same whichever worker answers."""

    def collect(self) -> Iterable[Metric]:
        now = timezone.now()

        def age(oldest: datetime | None) -> float:
            return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0

        alerts = Alert.objects.filter(acknowledged_at=None).aggregate(many=Count("pk"), oldest=Min("raised_at"))
        yield GaugeMetricFamily("balm_alerts_open", "Alerts that nobody has acknowledged", alerts["many"])
        yield GaugeMetricFamily("balm_alerts_oldest_seconds", "How long the oldest of them has stood", age(alerts["oldest"]))
        waiting = Delivery.objects.filter(state=State.WAITING).aggregate(many=Count("pk"), oldest=Min("made_at"))
        yield GaugeMetricFamily("balm_deliveries_waiting", "Deliveries to be sent", waiting["many"])
        yield GaugeMetricFamily("balm_deliveries_oldest_seconds", "How long the oldest of them has waited", age(waiting["oldest"]))
        dead = Delivery.objects.filter(state=State.DEAD, alert__acknowledged_at=None).count()
        yield GaugeMetricFamily("balm_deliveries_dead", "Deliveries given up that are wanted still", dead)
        overdue = Patient.objects.filter(Q(due_at__lt=now) | Q(due_at=None, invited_until__lt=now), stopped_at=None).count()
        yield GaugeMetricFamily("balm_patients_overdue", "Patients whose check-in is overdue, or whose invitation has expired", overdue)
