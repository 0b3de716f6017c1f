/** Opens every engine that this machine has, empty, for tests; never part of the package. */
export { type TestStore, testEngines } from "./engines.ts";
