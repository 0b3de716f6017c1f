/** Generates TypeScript: types from JSON Schema, and the module of a client. */
export { clientModule } from "./client-module.ts";
