import type { AnyContract } from "../../../contract/index.ts";
import { type Envelope, envelopesOf } from "../../../envelope/index.ts";
import type { CheckRule, Problem } from "../rule.ts";

const when = "The order that the request names does not exist in this account.";
const errors = { ORDER_NOT_FOUND: { kind: "not_found", when, message: "Order not found." } } as const;
const envelope = { error: { code: "$code", message: "$message", details: "$details?" }, requestId: "$requestId?" };

/** Rules about the wire format. */
export const envelopeRules: readonly CheckRule[] = [
  {
    id: "envelope-code",
    severity: "error",
    what: "Every error body has the code.",
    why: "A client without a code decides by the text of the message, which changes.",
    source: "google/aip-193; Specmatic error-schema-code",
    fix: 'Add "$code" to the envelope. A published format stays; waive it.',
    check: eachEnvelope(({ fields }) => (fields.code ? undefined : "The bodies have no code.")),
    bad: { errors: { ORDER_NOT_FOUND: { ...errors.ORDER_NOT_FOUND, envelope: "fastapi" } }, envelope },
    good: { errors, envelope },
  },
  {
    id: "envelope-message",
    severity: "warning",
    what: "Every error body has a message.",
    why: "The first person to see an error has nothing else to read.",
    source: "RFC 9457 section 3.1.4; google/aip-193",
    fix: 'Add "$message" to the envelope.',
    check: eachEnvelope(({ fields }) => (fields.message ? undefined : "The bodies have no message.")),
    bad: { errors, envelope: { error: { code: "$code" } } },
    good: { errors, envelope },
  },
  {
    id: "envelope-details",
    severity: "warning",
    what: "An envelope sends the details that codes declare.",
    why: "Details that are declared and never sent are a promise that is not kept.",
    source: "google/aip-193, error details",
    fix: 'Add "$details?" to the envelope.',
    check: (contract) => {
      const { of } = envelopesOf(contract);
      return [...contract.entries.values()].flatMap((entry): readonly Problem[] =>
        entry.condition === undefined && entry.details !== undefined && of(entry).fields.details.length === 0
          ? [
              {
                path: ["errors", entry.code, "details"],
                text: `The envelope \`${of(entry).name}\` does not send the details.`,
              },
            ]
          : [],
      );
    },
    bad: {
      errors: {
        ORDER_NOT_FOUND: {
          ...errors.ORDER_NOT_FOUND,
          details: { type: "object", properties: { id: { type: "string" } } },
        },
      },
      envelope: { error: { code: "$code", message: "$message" } },
    },
    good: { errors, envelope },
  },
  {
    id: "envelope-request-id",
    severity: "note",
    what: "Every error body has the id of the request.",
    why: "People paste the body, and not the headers, when they ask for help.",
    source: "google/rpc/error_details.proto, RequestInfo",
    fix: 'Add "$requestId?" to the envelope.',
    check: eachEnvelope(({ fields }) => (fields.requestId ? undefined : "The bodies have no request id.")),
    bad: { errors, envelope: { error: { code: "$code", message: "$message" } } },
    good: { errors, envelope },
  },
  {
    id: "envelope-one",
    severity: "warning",
    what: "All errors of an API have one format.",
    why: "Every client must otherwise try several parsers, and most try one.",
    source: "a published reference whose two layers have two formats",
    fix: "Set unified to one envelope, at least for callers that ask for it.",
    check: (contract) => {
      const names = namesOf(contract);
      return names.length < 2 || contract.unified !== undefined
        ? []
        : [
            {
              path: ["envelopes"],
              text: `Errors have ${names.length} formats: ${names.map((name) => `\`${name}\``).join(", ")}.`,
            },
          ];
    },
    bad: { errors: { ...errors, ORDER_LATE: { ...errors.ORDER_NOT_FOUND, envelope: "flat" } }, envelope },
    good: { errors, envelope },
  },
];

function eachEnvelope(test: (envelope: Envelope) => string | undefined): CheckRule["check"] {
  return (contract) => {
    const { of } = envelopesOf(contract);
    const seen = new Set<Envelope>();
    return [...contract.entries.values()].flatMap((entry): readonly Problem[] => {
      const used = of(entry);
      if (seen.has(used)) return [];
      seen.add(used);
      const text = test(used);
      const path = entry.envelope === undefined ? ["envelope"] : ["errors", entry.code, "envelope"];
      return text === undefined ? [] : [{ path, text }];
    });
  };
}

function namesOf(contract: AnyContract): readonly string[] {
  const { of } = envelopesOf(contract);
  return [...new Set([...contract.entries.values()].map((entry) => of(entry).name))];
}
