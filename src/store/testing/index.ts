/** Opens an empty store on each engine of this machine, for tests. Not part of the package. */
export { type TestStore, testEngines } from "./engines.ts";
export { logStatements, type StatementLog } from "./statement-log.ts";
