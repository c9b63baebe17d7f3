// Every screen by its name. A screen is a function of the app and of what was asked for, and gives what stands in <main>.

import { about } from "./about.js";
import { answer } from "./answer.js";
import { check } from "./check.js";
import { comfort } from "./comfort.js";
import { diary, record } from "./diary.js";
import { end } from "./end.js";
import { entry } from "./entry.js";
import { home } from "./home.js";
import { kept, unlock } from "./kept.js";
import { medicines } from "./medicines.js";
import { expired, numbers } from "./numbers.js";
import { partner } from "./partner.js";
import { plan } from "./plan.js";
import { settings } from "./settings.js";

export const SCREENS = { home, check, answer, plan, comfort, numbers, expired, kept, unlock, settings, partner, about, diary, entry, record, medicines, end };
