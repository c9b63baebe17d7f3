// The way to help, in place of whatever would keep her from it.

import { emergencyOf } from "../judged.js";
import { card, sayThis } from "./answer.js";

/** While an emergency stands, whom to call and what to say; null while none does. */
export async function helpNow(app) {
  const result = await emergencyOf(app);
  return result && [card(app, result), sayThis(result)];
}
