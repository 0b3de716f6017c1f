/** Writes TypeScript: types from JSON Schema, and the module that a client is given. */
export { clientModule } from "./client-module.ts";
