import { setTimeout as wait } from "node:timers/promises";
import { notFound } from "@hapi/boom";
import { HTTPException } from "hono/http-exception";
import createHttpError from "http-errors";
import { z } from "zod";
import { otherCopy, reloadedShop, secret, shop } from "./shop.ts";

/** Throws one of the values that the rows ask for, synchronously except for `async`. */
export function throwNamed(what: string): Promise<never> {
  if (what === "async") return rejectLater();
  const create = values[what];
  throw create === undefined ? shop.error.ORDER_NOT_FOUND({ orderId: what }) : create();
}

/** Releases the handler of `GET /hang`, which then throws. Set while a request hangs. */
export const hanging: { release: () => void; onStart: () => void } = {
  release: () => undefined,
  onStart: () => undefined,
};

/** Waits until the test has seen the client disconnect, then fails like a query that was cancelled. */
export async function hang(): Promise<never> {
  const released = new Promise<void>((resolve) => {
    hanging.release = resolve;
  });
  hanging.onStart();
  await released;
  throw new Error(secret);
}

/** Returns the values of a stream of three numbers. @param isBroken whether it fails after the first */
export async function* numbers(isBroken: boolean): AsyncGenerator<string> {
  for (const number of [1, 2, 3]) {
    yield `data: ${number}\n\n`;
    // The number must be on its way before the stream fails.
    await wait(isBroken ? 100 : 0);
    if (isBroken) throw new Error(secret);
  }
}

const values: Readonly<Record<string, () => unknown>> = {
  error: () => new Error(secret, { cause: new Error(secret) }),
  undeclared: () => shop.error.SOLD_OUT(),
  "retry-after": () => shop.error.TOO_MANY(undefined, { retryAfterMs: 7_000 }),
  "http-errors": () => createHttpError(404, secret, { headers: { "X-Secret": secret } }),
  "http-errors-500": () => createHttpError(503, secret, { expose: true }),
  boom: () => notFound(secret, { secret }),
  "http-exception": () => new HTTPException(404, { message: secret }),
  "nest-exception": () => Object.assign(new Error(secret), { getStatus: () => 404, getResponse: () => ({ secret }) }),
  zod: () => new z.ZodError([{ code: "custom", path: ["sku"], message: secret, input: secret }]),
  object: () => ({ status: 404, statusCode: 404, message: secret, headers: { "X-Secret": secret } }),
  string: () => secret,
  number: () => 404,
  undefined: () => undefined,
  null: () => null,
  axios: () => Object.assign(new Error(secret), { status: 404, request: {}, response: { status: 404, data: secret } }),
  "other-copy": () => otherCopy.create(),
  reloaded: () => reloadedShop.error.ORDER_NOT_FOUND({ orderId: "reloaded" }),
};

async function rejectLater(): Promise<never> {
  await wait(1);
  throw new Error(secret);
}
