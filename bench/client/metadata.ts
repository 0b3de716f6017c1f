import { contract } from "errata";
import { type ContractMetadata, contractMetadata } from "errata/client";

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
export const metadata: { readonly plain: ContractMetadata; readonly mapped: ContractMetadata } = {
  plain: contractMetadata(
    contract({
      name: "plain",
      version: "1.0.0",
      envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
      errors,
    }),
  ),
  mapped: contractMetadata(
    contract({
      name: "mapped",
      version: "1.0.0",
      envelope: { error: { type: "$kind", code: "$code", message: "$message", "...": "$details" } },
      errors,
    }),
  ),
};
