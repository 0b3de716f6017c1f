import { fromBinary, type JsonValue, toBinary, toJson } from "@bufbuild/protobuf";
import { ValueSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { errorFromJson } from "@connectrpc/connect/protocol-connect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kinds } from "../../contract/index.ts";
import { compileEnvelope } from "../compile-envelope.ts";
import { googleRpc } from "../testing/google-rpc.ts";
import { entries, text } from "../testing/round-trip.ts";

const envelope = compileEnvelope("connect", { name: "connect", api: "shop" });
const entry = entries.find(({ kind }) => kind === "insufficient_credits")!;
const details = {
  required: 150,
  current: 50.25,
  plan: "clinic",
  addOns: ["lens", null, true],
  breakdown: { total: 150 },
};
const render = envelope.renderer(entry);

describe("a Connect error", () => {
  it("keeps a request id and a text that begin with U+FEFF", () => {
    const sent = { message: "Top up.", details: { plan: "\ufeffclinic" }, requestId: "\ufeff" };
    expect(envelope.parse(429, render(sent))).toMatchObject({ requestId: "\ufeff", details: { plan: "\ufeffclinic" } });
  });

  it("is parsed by Connect's own client, with typed details", () => {
    const error = errorFromJson(
      JSON.parse(render({ message: "Top up.", details, requestId: "r-1" })),
      undefined,
      new ConnectError("fallback"),
    );
    expect(error.code).toBe(Code.ResourceExhausted);
    expect(error.rawMessage).toBe("Top up.");
    const [info] = error.findDetails(googleRpc("ErrorInfo"));
    expect(info).toMatchObject({
      reason: "INSUFFICIENT_CREDITS",
      domain: "shop",
      metadata: { required: "150", current: "50.25", plan: "clinic", breakdown: '{"total":150}' },
    });
    const [value] = error.findDetails(ValueSchema);
    expect(toJson(ValueSchema, value!)).toEqual(details);
    expect(error.findDetails(googleRpc("RequestInfo"))[0]).toMatchObject({ requestId: "r-1" });
  });

  it("contains a link to the page of the code", () => {
    const linked = entries.find(({ docsUrl }) => docsUrl !== undefined)!;
    const body = JSON.parse(envelope.renderer(linked)({ message: "m" }));
    const [help] = errorFromJson(body, undefined, new ConnectError("fallback")).findDetails(googleRpc("Help"));
    expect(help).toMatchObject({ links: [{ url: linked.docsUrl }] });
  });

  it.each(Object.entries(kinds))("has a code that Connect knows for %s", (kind, { grpc }) => {
    const ofKind = entries.find((candidate) => candidate.kind === kind)!;
    const body = JSON.parse(envelope.renderer(ofKind)({ message: "m" }));
    const name = grpc === "CANCELLED" ? "canceled" : grpc.toLowerCase();
    const error = errorFromJson(body, undefined, new ConnectError("fallback", Code.Unknown));
    expect(body.code).toBe(name);
    expect(Code[error.code]?.toLowerCase()).toBe(name.replaceAll("_", ""));
  });

  it("is parsed from `value` alone, because clients must not depend on `debug`", () => {
    const body = JSON.parse(render({ message: "m", details, requestId: "r-1" }));
    const sent = JSON.stringify({ ...body, details: body.details.map(({ debug, ...others }: any) => others) });
    expect(envelope.parse(402, sent)).toEqual({
      status: 402,
      code: "INSUFFICIENT_CREDITS",
      message: "m",
      details,
      docsUrl: entry.docsUrl,
      requestId: "r-1",
    });
  });

  it("is parsed from padded base64, and from `debug` when `value` is invalid", () => {
    const body = JSON.parse(render({ message: "m", details }));
    const changed = (value: (base64: string) => unknown): string =>
      JSON.stringify({
        ...body,
        details: body.details.map((detail: any) => ({ ...detail, value: value(detail.value) })),
      });
    const padded = changed((base64) => base64.padEnd(Math.ceil(base64.length / 4) * 4, "="));
    for (const sent of [padded, changed(() => "*"), changed(() => "CgI"), changed(() => 5), changed(() => "")])
      expect(envelope.parse(402, sent), sent).toMatchObject({ code: "INSUFFICIENT_CREDITS", details });
  });

  it("is not a flat error, whose code is not a gRPC name", () => {
    expect(envelope.parse(404, '{"code":"ORDER_NOT_FOUND","message":"Order not found"}')).toBeUndefined();
  });
});

describe("a google.protobuf.Value", () => {
  const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
  const sentValue = (body: string): string =>
    JSON.parse(body).details.find(({ type }: any) => type === "google.protobuf.Value")?.value;

  it("is encoded like the official implementation", () => {
    fc.assert(
      fc.property(
        json.filter((value) => value !== null && !JSON.stringify(value).includes("__proto__")),
        (value) => {
          const bytes = Buffer.from(sentValue(render({ message: "m", details: value })), "base64");
          expect(toJson(ValueSchema, fromBinary(ValueSchema, bytes))).toEqual(value);
          expect(Buffer.from(toBinary(ValueSchema, fromBinary(ValueSchema, bytes)))).toEqual(bytes);
        },
      ),
    );
  });

  it("never makes the parser throw, whatever bytes it contains", () => {
    const shape = (value: string): string =>
      JSON.stringify({ code: "internal", message: "m", details: [{ type: "google.protobuf.Value", value }] });
    const base64 = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString("base64"));
    fc.assert(
      fc.property(fc.oneof(base64, text), (value) => {
        expect(envelope.parse(500, shape(value))?.message).toBe("m");
      }),
      { numRuns: 500 },
    );
    // 5,000 nested lists.
    let nested = Buffer.from([8, 0]);
    for (let depth = 0; depth < 5_000; depth++) {
      const length = (bytes: number): Buffer => {
        const out: number[] = [];
        for (; bytes > 127; bytes = Math.floor(bytes / 128)) out.push((bytes % 128) + 128);
        return Buffer.from([...out, bytes]);
      };
      const item = Buffer.concat([Buffer.from([10]), length(nested.length), nested]);
      nested = Buffer.concat([Buffer.from([50]), length(item.length), item]);
    }
    expect(envelope.parse(500, shape(nested.toString("base64")))?.message).toBe("m");
  });
});
