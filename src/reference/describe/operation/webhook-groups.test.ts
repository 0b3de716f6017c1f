import { expect, it } from "vitest";
import { z } from "zod";
import { contract } from "../../../contract/index.ts";
import { describeApi, openapi, type WebhookDescription } from "../../../openapi/index.ts";
import { webhookGroups } from "./webhook-groups.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
});
const groupsOf = (webhooks: Readonly<Record<string, WebhookDescription>>) =>
  webhookGroups(openapi(shop, { api: describeApi(shop, { operations: {}, webhooks }) }).document);

const headers = z.object({ "webhook-id": z.string().describe("Id of the event.") });
const event = (type: string, rest: Partial<WebhookDescription> = {}): WebhookDescription => ({
  summary: `Sent for ${type}.`,
  description: "Answer within 15 s.",
  headers,
  body: z.object({ type: z.literal(type).describe("Name."), orderId: z.string().describe("Id of the order.") }),
  responses: { "2XX": "It was received." },
  ...rest,
});

it("shows what all events share once, and events that differ only in constants together", () => {
  const other = z.object({ type: z.literal("test").describe("Name.") });
  const { common, groups } = groupsOf({
    "order.paid": event("order.paid"),
    "order.sent": event("order.sent"),
    test: event("test", { body: other }),
  });
  expect(common.description).toBe("Answer within 15 s.");
  expect(common.parameters.map(({ rows }) => rows.map(({ name }) => name))).toEqual([["webhook-id"]]);
  expect(common.responses.map(({ status }) => status)).toEqual(["2XX"]);
  expect(groups.map(({ title, events }) => [title, events.map(({ name }) => name)])).toEqual([
    ["order.*", ["order.paid", "order.sent"]],
    ["test", ["test"]],
  ]);
  expect(groups[0]?.body[0]?.rows.map(({ type }) => type)).toEqual(['"order.paid" | "order.sent"', "string"]);
  for (const { description, parameters, responses } of groups)
    expect([description, parameters, responses]).toEqual([undefined, [], []]);
});

it("keeps what only some events have with their group", () => {
  const { common, groups } = groupsOf({
    "order.paid": event("order.paid"),
    "order.sent": event("order.sent", {
      description: "Answer at once.",
      responses: { "410": "The endpoint is gone." },
    }),
  });
  expect([common.description, common.responses]).toEqual([undefined, []]);
  expect(groups.map(({ title, description, responses }) => [title, description, responses[0]?.status])).toEqual([
    ["order.paid", "Answer within 15 s.", "2XX"],
    ["order.sent", "Answer at once.", "410"],
  ]);
  expect(groupsOf({ only: event("only") })).toMatchObject({ common: { parameters: [] }, groups: [{ title: "only" }] });
});
