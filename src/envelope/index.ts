/** How an error looks on the wire: one template, both directions; the built-in envelopes. */
export { type BuiltInEnvelope, builtInEnvelopes } from "./built-in-envelopes.ts";
export type { Carries } from "./carries.ts";
export { compileEnvelope, type EnvelopeSurroundings } from "./compile-envelope.ts";
export type { Envelope, RenderFacts } from "./envelope.ts";
export { type Envelopes, envelopesOf } from "./envelopes-of.ts";
export type { WireError } from "./wire-error.ts";
