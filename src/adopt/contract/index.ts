/** Turns the facts about errors into a contract. */
export { entryOf, openReason } from "./contract-of.ts";
export { limitsOf } from "./limits-of.ts";
export { type FilledContract, fillOpenStatuses } from "./open-statuses.ts";
export { type Draft, type Repair, repair } from "./repair.ts";
export { writeYaml } from "./write-yaml.ts";
