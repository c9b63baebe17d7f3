// The screens of a build without the check: the diary and what it says of itself. Nothing in it judges.

import { about } from "./about.js";
import { end } from "./end.js";
import { entry } from "./entry.js";
import { kept, unlock } from "./kept.js";
import { medicines } from "./medicines.js";
import { diary, home, record } from "./notes.js";
import { expired, numbers } from "./numbers.js";
import { partner } from "./partner.js";
import { settings } from "./settings.js";

export const SCREENS = { home, numbers, expired, kept, unlock, settings, partner, about, diary, entry, record, medicines, end };

/** Which part of the content a screen needs: "start" or "whole". */
export const needs = ({ screen }) => (["diary", "entry", "record", "medicines"].includes(screen) ? "whole" : "start");
/** Every screen is here from the start. */
export const ahead = async () => {};
