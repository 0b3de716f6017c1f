import { createServer } from "node:http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contract } from "../../contract/index.ts";
import { type BoundaryOptions, boundary } from "../../server/index.ts";
import { listen, shop } from "../../server/testing/index.ts";
import { nodeListener } from "./index.ts";

const create = (options: object) => () => boundary(shop, options as BoundaryOptions);
const numbers = { maxUriLength: 1, maxBodyBytes: 0, bodyDeadlineMs: 1, outageRetryMs: 1 };

describe("an option of the boundary", () => {
  test.each(Object.entries(numbers))("%s is rejected unless it is an integer of %i or more", (name, minimum) => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.constantFrom("", "5", null, 1n)), (value: unknown) => {
        const isValid = Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= 2 ** 31 - 1;
        const isBeyond = Number.isSafeInteger(value) && Number(value) > 2 ** 31 - 1;
        if (isValid) expect(create({ [name]: value })).not.toThrow();
        else if (!isBeyond) expect(create({ [name]: value })).toThrow(`Expected boundary: ${name} to be an integer`);
      }),
      { numRuns: 60 },
    );
    for (const value of [Number.NaN, Infinity, -Infinity, -1, 0.5, 2 ** 53])
      expect(create({ [name]: value })).toThrow(`boundary: ${name} to be an integer`);
  });

  test("bodyDeadlineMs is rejected beyond the range of timers", () => {
    expect(create({ bodyDeadlineMs: 2 ** 31 })).toThrow(/from 1 to 2147483647, received 2147483648/);
  });

  test.each(["", "/errors", "/errors/ ", " /errors/", "/er rors/", "https://x.example/errors"])(
    "docs is rejected for %j",
    (docs) => {
      expect(create({ publicUrl: `/${docs}` })).toThrow(/boundary: publicUrl to be an absolute http or https URL/);
      expect(create({ docs })).toThrow(/boundary: docs to be an address that ends in "\/"/);
    },
  );

  test.each(["/", "/errors/", "https://x.example/errors#", "?code="])("docs is accepted for %j", (docs) => {
    expect(create({ docs })).not.toThrow();
  });

  test.each([
    [{ operations: { "POST /order": {} } }, /operations\["POST \/order"\] to be an operation of contract "shop"/],
    [{ operations: { "post /orders": {} } }, /to be an operation of contract "shop", received "post \/orders"/],
    [
      { operations: { "POST /orders": { maxBodyBytes: -1 } } },
      /operations\["POST \/orders"\]: maxBodyBytes to be an integer/,
    ],
    [
      { operations: { "POST /orders": { produces: ["json"] } } },
      /produces to be a media type without parameters, received "json"/,
    ],
    [{ operations: { "POST /orders": { produces: ["text/html; q=1"] } } }, /produces to be a media type/],
    [{ authenticate: { scheme: "Bearer token" } }, /authenticate\.scheme to be the name of a scheme/],
    [{ authenticate: { scheme: "" } }, /authenticate\.scheme to be the name of a scheme/],
  ])("%j is rejected", (options, message) => {
    expect(create(options)).toThrow(message);
  });
});

test("headers are valid whatever the contract, its options and the error contain", async () => {
  const api = contract({
    name: '店\u0000 "caf\u00e9"\r\nX-Injected: 1',
    version: "1.0.0",
    docsUrl: "https://x.example/fehler/ü/",
    envelope: { code: "$code" },
    errors: {
      NO_KEY: {
        kind: "unauthenticated",
        when: "No key.",
        message: "No key.",
        headers: { "X-Plan": "caf\u00e9 plan" },
      },
    },
  });
  const thrown = [
    {},
    { retryAfterMs: Infinity },
    { retryAfterMs: 1e21 },
    { retryAfterMs: -5 },
    { retryAfterMs: Number.NaN },
    { headers: { "X-A": "日本\r\nX-Injected: 1", "Bad name": "x" } },
  ];
  const server = createServer(
    nodeListener(boundary(api, { authenticate: { realm: "日本\n" } }), ({ headers }) => {
      throw api.error.NO_KEY(undefined, thrown[Number(headers["x-case"])]);
    }),
  );
  const port = await listen(server);
  for (const index of thrown.keys()) {
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { "x-case": String(index) } });
    const { headers } = response;
    expect([response.status, headers.get("x-injected"), headers.get("link")]).toEqual([
      401,
      null,
      '<https://x.example/fehler/%C3%BC/NO_KEY>; rel="help"',
    ]);
    expect(headers.get("www-authenticate")).toMatch(/^Bearer realm="[\x20-\x7e]*"$/);
    const isWait = thrown[index]?.retryAfterMs === 1e21;
    for (const name of ["retry-after", "retry-after-ms"])
      expect(headers.get(name) ?? "none").toMatch(isWait ? /^[1-9]\d*$/ : /^none$/);
  }
  server.close().closeAllConnections();
});
