// What this is, who stands behind it, and what it must not be used for.

import { h } from "../h.js";
import { t } from "../words.js";

export function about(app) {
  const { content } = app;
  const words = content.words;
  return [
    h("h1", {}, t("about.title")),
    h("p", {}, t(app.triage ? "about.what" : "notes.what")),
    h("p", {}, t("about.not")),
    !content.reviewed && h("p", {}, h("strong", {}, words["small_print.reviewed"])),
    ["young", "records", "report"].map((name) => h("p", {}, words[`small_print.${name}`])),
    h("p", { class: "quiet" }, t("about.version", { version: content.version, digest: content.digest.slice(0, 12), expires: content.expires })),
    h("p", {}, h("a", { href: "leaflet.html" }, t("about.leaflet"))),
  ];
}
