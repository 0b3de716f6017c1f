import { fromBinary, type JsonValue, toBinary, toJson } from "@bufbuild/protobuf";
import { ValueSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { errorFromJson } from "@connectrpc/connect/protocol-connect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kinds } from "../contract/index.ts";
import { compileEnvelope } from "./compile-envelope.ts";
import { googleRpc } from "./testing/google-rpc.ts";
import { entries, text } from "./testing/law.ts";

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
  it("is read by Connect's own client, with its details typed", () => {
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

  it("links to the code's page", () => {
    const linked = entries.find(({ docsUrl }) => docsUrl !== undefined)!;
    const body = JSON.parse(envelope.renderer(linked)({ message: "m" }));
    const [help] = errorFromJson(body, undefined, new ConnectError("fallback")).findDetails(googleRpc("Help"));
    expect(help).toMatchObject({ links: [{ url: linked.docsUrl }] });
  });

  it.each(Object.entries(kinds))("names %s by a code that Connect knows", (kind, { grpc }) => {
    const one = entries.find((found) => found.kind === kind)!;
    const body = JSON.parse(envelope.renderer(one)({ message: "m" }));
    const name = grpc === "CANCELLED" ? "canceled" : grpc.toLowerCase();
    const error = errorFromJson(body, undefined, new ConnectError("fallback", Code.Unknown));
    expect(body.code).toBe(name);
    expect(Code[error.code]?.toLowerCase()).toBe(name.replaceAll("_", ""));
  });

  it("is read from its bytes alone, as clients must not depend on the debug member", () => {
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

  it("is read with padded bytes, and from the debug member where the bytes are broken", () => {
    const body = JSON.parse(render({ message: "m", details }));
    const changed = (value: (base64: string) => unknown): string =>
      JSON.stringify({ ...body, details: body.details.map((one: any) => ({ ...one, value: value(one.value) })) });
    const padded = changed((base64) => base64.padEnd(Math.ceil(base64.length / 4) * 4, "="));
    for (const sent of [padded, changed(() => "*"), changed(() => "CgI"), changed(() => 5), changed(() => "")])
      expect(envelope.parse(402, sent), sent).toMatchObject({ code: "INSUFFICIENT_CREDITS", details });
  });

  it("is not mistaken for a flat error, whose code is no gRPC name", () => {
    expect(envelope.parse(404, '{"code":"ORDER_NOT_FOUND","message":"Order not found"}')).toBeUndefined();
  });
});

describe("a google.protobuf.Value", () => {
  const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
  const sentValue = (body: string): string =>
    JSON.parse(body).details.find(({ type }: any) => type === "google.protobuf.Value")?.value;

  it("is written as Protocol Buffers write it", () => {
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

  it("made of any bytes is read or left, and never throws", () => {
    const shape = (value: string): string =>
      JSON.stringify({ code: "internal", message: "m", details: [{ type: "google.protobuf.Value", value }] });
    const base64 = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString("base64"));
    fc.assert(
      fc.property(fc.oneof(base64, text), (value) => {
        expect(envelope.parse(500, shape(value))?.message).toBe("m");
      }),
      { numRuns: 500 },
    );
    // A list within a list within a list …
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
