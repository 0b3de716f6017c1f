/** Maintains counts and sums in the database, so that reading them takes as long with a million rows as with ten. */

export { keepTotals, monthOf } from "./keep-totals.ts";
