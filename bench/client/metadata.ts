import { contract } from "errata";
import { type ContractMetadata, contractMetadata } from "errata/client";

const errors = {
  parameter_invalid: {
    kind: "validation_failed",
    when: "A field is wrong.",
    message: "Wrong.",
    details: { type: "object" },
  },
  internal_error: { kind: "internal", when: "Something failed on our side.", message: "Sorry." },
} as const;

/** Metadata of an API whose envelope the generic parser can read, and of one whose envelope needs a map. */
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
