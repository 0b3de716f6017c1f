/** Turns the facts about errors into a contract. */
export { entryOf, openReason } from "./contract-of.ts";
export { type FilledContract, fillOpenStatuses } from "./open-statuses.ts";
export { writeYaml } from "./write-yaml.ts";
