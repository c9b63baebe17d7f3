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

/** Whether a screen can be shown with the first part of the content. */
export const soon = ({ screen }) => screen !== "diary" && screen !== "entry" && screen !== "record" && screen !== "medicines";
export const ahead = async () => {};
