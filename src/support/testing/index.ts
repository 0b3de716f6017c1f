/** Provides empty databases of every engine, and boundaries that record to them, for tests. Not part of the package. */
export { supportDatabases } from "./support-databases.ts";
