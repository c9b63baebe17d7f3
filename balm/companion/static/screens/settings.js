// Language, country, words, look, and units.

import { h } from "../h.js";
import * as keep from "../keep.js";
import { t } from "../words.js";
import { countryChoice } from "./parts.js";

export function settings(app) {
  const { content, settings: now } = app;
  const choice = (name, label, options, current, changed) =>
    h(
      "fieldset",
      {},
      h("legend", {}, label),
      options.map(([value, text, lang]) =>
        h(
          "label",
          { class: "choice" },
          h("input", { type: "radio", name, value, checked: value === current, change: () => changed(value) }),
          h("span", { lang }, text),
        ),
      ),
    );
  const again = (work) => async (value) => {
    await work(value);
    await app.redraw();
  };
  return [
    h("h1", {}, t("settings.title")),
    choice(
      "language",
      t("settings.language"),
      content.languages.map((one) => [one.code, one.name, one.code]),
      content.language.code,
      again(async (code) => {
        await app.use(code).then(() => (now.language = code), () => keep.say(t("settings.language_failed")));
        app.whole().catch(() => {}); // so that the service worker has all of it when there is no network
      }),
    ),
    countryChoice(app),
    choice(
      "wording",
      t("settings.wording"),
      ["pregnancy", "baby"].map((value) => [value, t(`settings.wording_of.${value}`)]),
      now.wording,
      again(async (value) => {
        now.wording = value;
        await app.use(content.language.code);
      }),
    ),
    choice(
      "theme",
      t("settings.theme"),
      ["", "light", "dark"].map((value) => [value, t(`settings.theme_of.${value || "device"}`)]),
      now.theme,
      again((value) => app.look((now.theme = value))),
    ),
    choice(
      "unit",
      t("settings.unit"),
      [
        ["C", "°C"],
        ["F", "°F"],
      ],
      app.fahrenheit() ? "F" : "C",
      again((value) => (now.fahrenheit = value === "F")),
    ),
  ];
}
