import { contract } from "errata";
import { type ClientFacts, clientFacts } from "errata/client";

const errors = {
  parameter_invalid: {
    kind: "validation_failed",
    when: "A field is wrong.",
    message: "Wrong.",
    details: { type: "object" },
  },
  internal_error: { kind: "internal", when: "Anything else.", message: "Sorry." },
} as const;

/** What a client knows of the API that answers the error which is read: as it is, and in an envelope that needs a map. */
export const facts: { readonly plain: ClientFacts; readonly mapped: ClientFacts } = {
  plain: clientFacts(
    contract({
      name: "plain",
      version: "1.0.0",
      envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
      errors,
    }),
  ),
  mapped: clientFacts(
    contract({
      name: "mapped",
      version: "1.0.0",
      envelope: { error: { type: "$kind", code: "$code", message: "$message", "...": "$details" } },
      errors,
    }),
  ),
};
