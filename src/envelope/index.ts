/** Renders and parses errors on the wire from one template. Includes the built-in envelopes. */
export { type BuiltInEnvelope, builtInEnvelopes } from "./built-in-envelopes.ts";
export { compileEnvelope, compileWireEnvelope, type EnvelopeOptions } from "./compile-envelope.ts";
export type { Envelope, RenderValues, WireEnvelope, WireError } from "./envelope.ts";
export { type Envelopes, envelopesOf, wireEnvelopesOf } from "./envelopes-of.ts";
export type { EnvelopeFields } from "./template/index.ts";
