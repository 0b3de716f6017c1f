/** Derives the JSON Schema of an envelope's bodies, and sample details for examples. */
export { bodySchema } from "./body-schema.ts";
export { sampleValue } from "./sample-value.ts";
