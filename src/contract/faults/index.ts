/** What can be wrong with a definition: one file per topic, and all of it reported at once. */
export { findFaults } from "./find-faults.ts";
