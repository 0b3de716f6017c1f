import { contract, unify } from "errata";
import { envelopesOf } from "errata/envelope";
import { expect, it } from "vitest";
import { vision } from "./contract.ts";

const unified = unify(vision, "rich");
const published = envelopesOf(vision);
const rich = envelopesOf(unified);

it("the contract renders the published examples byte for byte", () => {
  const write = (code: (typeof vision.codes)[number], details?: unknown): string =>
    published.of(vision.entries.get(code)!).renderer(vision.entries.get(code)!)({ details, requestId: "550e8400" });
  expect(write("RATE_LIMIT_ERROR")).toBe(
    '{"error":{"code":"RATE_LIMIT_ERROR","message":"Rate limit exceeded: 100 calls per 60 seconds","details":{}},"request_id":"550e8400"}',
  );
  expect(write("RULE_NOT_FOUND")).toBe('{"detail":"Rule not found"}');
  expect(write("VALIDATION_ERROR", { field: "limit", errors: [] })).toBe(
    '{"detail":{"code":"VALIDATION_ERROR","message":"Invalid request parameters","field":"limit"}}',
  );
});

it.each([...vision.entries.keys()])(
  "%s keeps its code, message, details and request id in the unified envelope",
  (code) => {
    const entry = unified.entries.get(code)!;
    const envelope = rich.of(entry);
    const example = envelope.example(entry) as { error: { details: object } };
    const { details } = example.error;
    expect(envelope.parse(entry.status, JSON.stringify(example))).toMatchObject({
      ...{ status: entry.status, code, message: entry.format(details), requestId: expect.any(String) },
      ...(Object.keys(details).length > 0 && { details }),
    });
  },
);

it("the exported contract declares the envelopes of its layers, or the unified one, and can be loaded again", () => {
  expect(vision.toJSON()).not.toHaveProperty("unified");
  expect(vision.toJSON()).toMatchObject({ errors: { AUTHZ_ERROR: { envelope: "detail" } } });
  const again = contract(JSON.parse(JSON.stringify(unified)));
  expect(again.unified).toBe("rich");
  expect(envelopesOf(again).of(again.entries.get("AUTHZ_ERROR")!).name).toBe("rich");
});
