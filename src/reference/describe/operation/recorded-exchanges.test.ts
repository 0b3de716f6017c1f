import { expect, it } from "vitest";
import { contract } from "../../../contract/index.ts";
import type { RecordedBody, RecordedExchange, Recording } from "../../recording.ts";
import { recordedExchanges } from "./recorded-exchanges.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
  operations: { "POST /orders": ["SOLD_OUT"], "GET /orders/{order-id}": [], "PUT /orders/{1}/note": [] },
});

const json = { "Content-Type": "application/json" };
const creates = (body: object, note?: string): RecordedExchange => ({
  note,
  request: {
    method: "POST",
    path: "/orders?notify=true",
    headers: { ...json, "Idempotency-Key": "order-{{uuid}}", Authorization: "Bearer {{key.acme}}" },
    body: { json: body },
  },
  response: { status: 201, headers: json, text: '{"id":"ord_1","lines":[{"a/b":7}]}' },
  capture: { orderId: "/id", line: "/lines/0/a~1b" },
});
const refused: RecordedExchange = {
  ...creates({ sku: "s_1", quantity: 9 }),
  response: { status: 409, headers: json, text: '{"code":"SOLD_OUT"}' },
};
const recorded = (...exchanges: readonly RecordedExchange[]): Recording => ({ code: "SOLD_OUT", exchanges });

it("replaces placeholders by the values of the same recording, and never contains a credential", () => {
  const reads: RecordedExchange = {
    request: { method: "GET", path: "/orders/{{orderId}}", headers: { Authorization: "Bearer {{key.acme}}" } },
    response: { status: 200, headers: json, text: '{"id":"ord_1"}' },
  };
  const notes: RecordedExchange = {
    request: {
      method: "PUT",
      path: "/orders/{{orderId}}/note",
      headers: json,
      body: { json: { line: "{{line}}", password: "{{key.acme}}" } },
    },
    response: { status: 204, headers: {} },
  };
  const exchanges = recordedExchanges(shop, [
    recorded(creates({ sku: "s_1" }, "orders a unit"), reads, notes, refused),
  ]);
  expect(exchanges).toMatchObject({
    "POST /orders": [
      {
        name: "recorded",
        summary: "orders a unit",
        parameters: {
          query: { notify: "true" },
          header: { "Idempotency-Key": "order-3f2b8c1e-5d47-4a90-8c1e-7b6a2d8f0e15" },
        },
        body: { mediaType: "application/json", value: { sku: "s_1" } },
        response: {
          status: 201,
          body: { mediaType: "application/json", value: { id: "ord_1", lines: [{ "a/b": 7 }] } },
        },
      },
    ],
    "GET /orders/{order-id}": [{ parameters: { path: { "order-id": "ord_1" } } }],
    "PUT /orders/{1}/note": [{ body: { value: { line: "7", password: "<key>" } }, response: { status: 204 } }],
  });
  expect(JSON.stringify(exchanges)).not.toContain("{{");
});

it("keeps three exchanges of an operation at most, each with other members, and none that failed or cannot be sent", () => {
  const bodies = [{ a: 1 }, { a: 2 }, { b: 1 }, { a: 1, b: 1 }, { c: 1 }];
  const cut = creates({ text: "{{x*9000}}" });
  const unknown = creates({ text: "{{neverCaptured}}" });
  const exchanges = recordedExchanges(shop, [recorded(refused, cut, unknown, ...bodies.map((body) => creates(body)))]);
  expect(exchanges["POST /orders"]?.map(({ name, body }) => [name, body?.value])).toEqual([
    ["recorded", { a: 1 }],
    ["recorded2", { b: 1 }],
    ["recorded3", { a: 1, b: 1 }],
  ]);
});

it("writes a form as its members, and the length of a part or a body that is not text", () => {
  const send = (body: RecordedBody, type = "text/csv"): unknown => {
    const { request, ...rest } = creates({});
    const exchange = { ...rest, request: { ...request, headers: { "Content-Type": type }, body } };
    return recordedExchanges(shop, [recorded(exchange)])["POST /orders"]?.[0]?.body;
  };
  const form = (content: { readonly text: string } | { readonly base64: string }): RecordedBody => ({
    form: [
      { name: "file", fileName: "a.csv", content },
      { name: "note", content: { text: "new" } },
    ],
  });
  const mediaType = "multipart/form-data";
  expect(send(form({ text: "a,b" }))).toEqual({ mediaType, value: { file: "a,b", note: "new" } });
  expect(send(form({ base64: "AAAAAA==" }))).toEqual({ mediaType, value: { file: "(4 bytes)", note: "new" } });
  expect(send({ base64: "AAAA" }, "image/png")).toEqual({ mediaType: "image/png", bytes: 3 });
  expect(send({ repeat: "a,b\n", times: 500 })).toEqual({ mediaType: "text/csv", bytes: 2_000 });
});

it("keeps the headers of a response, and the length of a body that is not text", () => {
  const download = (headers: Record<string, string>, bytes?: number): RecordedExchange => ({
    request: { method: "GET", path: "/orders/ord_1", headers: {} },
    response: { status: 200, headers, bytes },
  });
  const responseOf = (exchange: RecordedExchange): unknown =>
    recordedExchanges(shop, [recorded(exchange)])["GET /orders/{order-id}"]?.[0]?.response;
  const pdf = { "content-type": "application/pdf", "content-length": "1200" };
  const body = { mediaType: "application/pdf", bytes: 1_200 };
  expect(responseOf(download(pdf))).toEqual({ status: 200, headers: pdf, body });
  const streamed = { "content-type": "application/pdf" };
  expect(responseOf(download(streamed, 1_200))).toEqual({ status: 200, headers: streamed, body });
  expect(responseOf(download({ "content-length": "0" }))).toEqual({ status: 200, headers: { "content-length": "0" } });
});
