"""Where everything is."""

from __future__ import annotations

from django.contrib.auth.views import LoginView
from django.urls import URLPattern, URLResolver, path

from balm.clinic.admin import site
from balm.clinic.api import api
from balm.clinic.fhir.routes import api as fhir
from balm.clinic.hooks.routes import api as hooks
from balm.clinic.oidc import called as oidc_called
from balm.clinic.views.about import about
from balm.clinic.views.acknowledge import acknowledge, erasure_seen
from balm.clinic.views.again import again
from balm.clinic.views.by_text import by_text
from balm.clinic.views.changes import changes
from balm.clinic.views.chart import chart
from balm.clinic.views.clinics import clinics
from balm.clinic.views.contact import contact
from balm.clinic.views.health import health
from balm.clinic.views.hear import hear
from balm.clinic.views.invite import close_invitation, invite, invite_again, shut_out
from balm.clinic.views.logout import Logout
from balm.clinic.views.looking import looking
from balm.clinic.views.metrics import metrics
from balm.clinic.views.oidc import back as oidc_back
from balm.clinic.views.oidc import begin as oidc_begin
from balm.clinic.views.password import Begin, password
from balm.clinic.views.patient import patient
from balm.clinic.views.people import people
from balm.clinic.views.round import begin, one_round, skip
from balm.clinic.views.routes import routes
from balm.clinic.views.second import second
from balm.clinic.views.text import text
from balm.clinic.views.worklist import worklist

urlpatterns: list[URLPattern | URLResolver] = [
    path("", worklist, name="worklist"),
    path("login", LoginView.as_view(template_name="clinic/login.html", extra_context={"oidc": oidc_called}), name="login"),
    path("oidc/login", oidc_begin, name="oidc"),
    path("oidc/callback", oidc_back, name="oidc-back"),
    path("logout", Logout.as_view(), name="logout"),
    path("second", second, name="second"),
    path("again", again, name="again"),
    path("password", password, name="password"),
    path("begin/<str:uidb64>/<str:token>", Begin.as_view(), name="begin"),
    path("people", people, name="people"),
    path("routes", routes, name="routes"),
    path("clinics", clinics, name="clinics"),
    path("worklist/changes", changes, name="changes"),
    path("changes", changes, name="changes-elsewhere"),
    path("alerts/<int:number>/acknowledge", acknowledge, name="acknowledge"),
    path("erased/<str:code>/seen", erasure_seen, name="erasure-seen"),
    path("patients/<str:code>/", patient, name="patient"),
    path("patients/<str:code>/about", about, name="about"),
    path("patients/<str:code>/text", by_text, name="by-text"),
    path("patients/<str:code>/chart.svg", chart, name="chart"),
    path("patients/<str:code>/contact", contact, name="contact"),
    path("patients/<str:code>/hear", hear, name="hear"),
    path("patients/<str:code>/looking", looking, name="looking"),
    path("patients/<str:code>/invite", invite_again, name="invite-again"),
    path("patients/<str:code>/close", close_invitation, name="close-invitation"),
    path("patients/<str:code>/shut-out", shut_out, name="shut-out"),
    path("invite", invite, name="invite"),
    path("round", one_round, name="round"),
    path("round/begin", begin, name="begin-round"),
    path("round/<str:code>/skip", skip, name="skip"),
    path("admin/", site.urls),
    path("api/", api.urls),
    path("fhir/", fhir.urls),
    path("health", health, name="health"),
    path("metrics", metrics, name="metrics"),
    path("text/<uuid:clinic>", text, name="text"),
    path("", hooks.urls),
]
handler500 = "balm.clinic.views.failed.failed"
