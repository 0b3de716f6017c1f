import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contract, type Json } from "../../contract/index.ts";
import { parseContract } from "../../contract/load/index.ts";
import { builtInEnvelopes, envelopesOf } from "../../envelope/index.ts";
import { parseError } from "../parse/index.ts";
import { contractMetadata } from "./contract-metadata.ts";
import { withBodyMaps } from "./with-body-maps.ts";

const custom: Record<string, Json> = {
  "a template that takes a list apart": {
    ok: false,
    fault: {
      id: "$code",
      says: "$message",
      fields: { $each: "$details.fields", $item: { at: "$item.field", why: "$item.message?" } },
    },
    trace: "$requestId?",
  },
  "deeply nested unusual names": {
    result: { state: "failed", failure: [{ name: "$code", text: "$message", metadata: "$details={}" }] },
  },
  "details spread beside the code": { failure: { code: "$code", reason: "$message", "...metadata": "$details" } },
  "one list element per property": {
    faults: [
      { $when: "$code", kind: "fault", name: "$code", text: "$message" },
      { kind: "trace", id: "$requestId?" },
    ],
  },
};

const details = fc.oneof(
  fc.constant(undefined),
  fc.record(
    { fields: fc.array(fc.record({ field: fc.string(), message: fc.string() })), limit: fc.nat() },
    { requiredKeys: [] },
  ),
  fc.record(
    { bookId: fc.string(), param: fc.oneof(fc.string(), fc.nat()), fields: fc.array(fc.anything({ maxDepth: 0 })) },
    { requiredKeys: [] },
  ),
  fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue()),
);

describe("a client with contract metadata parses the same values as the envelope's own parser", () => {
  for (const [name, envelope] of [
    ...Object.keys(builtInEnvelopes).map((builtIn) => [builtIn, builtIn] as const),
    ...Object.entries(custom),
  ]) {
    const api = contract({
      name: "shelf",
      version: "1.0.0",
      envelope,
      docsUrl: "https://shelf.example/errors/",
      errors: {
        BOOK_GONE: { kind: "not_found", when: "No book.", message: "Gone.", details: { type: "object" } },
        INTERNAL_ERROR: { kind: "internal", when: "Anything else.", message: "Sorry." },
      },
    });
    const metadata = contractMetadata(api);
    const fromWrittenMetadata = withBodyMaps(JSON.parse(JSON.stringify(metadata)));
    const fromJsonContract = contractMetadata(parseContract(JSON.stringify(api), { format: "json" }));
    const entry = api.entries.get("BOOK_GONE")!;
    const { main } = envelopesOf(api);

    it(`${name}${metadata.bodies ? ", with a map" : ""}`, () => {
      fc.assert(
        fc.property(
          // Without a map, an empty object or list is no text.
          fc.string({ minLength: 1 }).filter((text) => text !== "{}" && text !== "[]"),
          details,
          fc.stringMatching(/^[\w-]{8,20}$/),
          (message, rendered, requestId) => {
            const body = main.renderer(entry)({ message, details: rendered, requestId });
            const expected = main.parse(404, body);
            for (const variant of [metadata, fromWrittenMetadata, fromJsonContract]) {
              const error = parseError(404, {}, body, variant);
              expect(error.code).toBe(expected?.code ?? "HTTP_404");
              if (expected?.message) expect(error.message).toBe(expected.message);
              expect(error.requestId).toBe(expected?.requestId);
              // If the envelope has no member for it, the client looks into the details.
              if (expected?.param !== undefined) expect(error.param).toBe(expected.param);
              expect(JSON.stringify(error.details)).toBe(JSON.stringify(expected?.details));
            }
          },
        ),
        { numRuns: 200 },
      );
    });
  }

  it.each(["json-api", "odata"])("%s: returns all details, not only the one with its own member", (envelope) => {
    const gone = { kind: "not_found", when: "No book.", message: "Gone.", details: { type: "object" } } as const;
    const api = contract({ name: "shelf", version: "1.0.0", envelope, errors: { GONE: gone } });
    const details = { bookId: "b1", param: "bookId" };
    const body = envelopesOf(api).main.renderer(api.entries.get("GONE")!)({ message: "Gone.", details });
    expect(parseError(404, {}, body, contractMetadata(api))).toMatchObject({ code: "GONE", details, param: "bookId" });
  });

  it("has no maps if the generic parser reads the same", () => {
    const plain = ["success-error", "status-data-error", "flat", "fastapi"];
    for (const envelope of plain) {
      const errors = { GONE: { kind: "not_found", when: "No book.", message: "Gone." } } as const;
      expect(contractMetadata(contract({ name: "x", version: "1.0.0", envelope, errors })).bodies).toBeUndefined();
    }
  });

  it("has one map for a contract with a unified envelope", () => {
    const errors = { GONE: { kind: "not_found", when: "No book.", message: "Gone.", envelope: "fastapi" } } as const;
    const unified = { problems: [{ name: "$code", text: "$message" }] };
    const api = contract({ name: "x", version: "1.0.0", envelope: "aip-193", unified, errors });
    const body = JSON.stringify({ problems: [{ name: "GONE", text: "Gone." }] });
    expect(contractMetadata(api).bodies).toHaveLength(1);
    expect(parseError(404, {}, body, contractMetadata(api))).toMatchObject({
      code: "GONE",
      known: true,
      message: "Gone.",
    });
  });

  it("never throws for any body", () => {
    const metadata = contractMetadata(
      contract({
        name: "x",
        version: "1.0.0",
        envelope: "aip-193",
        errors: { GONE: { kind: "not_found", when: "No.", message: "Gone." } },
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => void parseError(400, {}, text, metadata)),
      { numRuns: 1_000 },
    );
  });
});
