import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { handleClientErrors, nodeListener, readBody, readJsonBody } from "errata/node";
import { checkInput } from "errata/server";
import type { Framework } from "./framework.ts";
import { listen } from "./node-server.ts";
import { undecodedPath } from "./rows.ts";
import { NewOrder, secret, shop } from "./shop.ts";
import { hang, numbers, throwNamed } from "./throw-named.ts";

/** node:http, with errata/node. The app has no router: the contract's operations are its routes. */
export const node: Framework = {
  name: "node:http",
  adapter: "errata/node",
  lacks: {
    cors: "node:http has no CORS middleware.",
    middleware: "node:http has no middlewares.",
    hook: "node:http has no hooks.",
    handled: "node:http has no error handlers.",
    "handler-fails": "node:http has no error handlers.",
    response: "node:http has no response schemas.",
    upload: "node:http parses no multipart bodies.",
    "cut-upload": "node:http parses no multipart bodies.",
    preflight: "node:http has no CORS middleware.",
  },
  differs: {
    "bad-escape": {
      expect: undecodedPath,
      because: "node:http does not decode the path, so the handler gets it as it was sent.",
    },
  },
  async start(boundary) {
    if (boundary === undefined)
      return listen(createServer((request, response) => void handle(request, response, false)));
    const server = createServer(nodeListener(boundary, (request, response) => handle(request, response, true)));
    handleClientErrors(server, boundary);
    return listen(server);
  },
};

type Handle = (request: IncomingMessage, response: ServerResponse, isGuarded: boolean) => unknown;

/** Handlers by the first segment of the path. */
const handlers: Readonly<Record<string, Handle>> = {
  ok: (_request, response) => sendJson(response, 200, { ok: true }),
  sub: (_request, response) => sendJson(response, 200, { ok: true }),
  echo: async (request, response, isGuarded) => sendJson(response, 200, await readJson(request, isGuarded)),
  orders: async (request, response, isGuarded) => {
    if (request.method !== "POST") throw shop.error.ORDER_NOT_FOUND({ orderId: secondOf(request) });
    return sendJson(response, 201, await checkInput(NewOrder, await readJson(request, isGuarded)));
  },
  throw: async (request) => throwNamed(secondOf(request)),
  hang,
  unserialisable: (_request, response) => sendJson(response, 200, { count: 1n }),
  returned: (request, response) =>
    secondOf(request) === "text" ? response.writeHead(500).end(secret) : sendJson(response, 409, { secret }),
  late: (_request, response) => {
    response.write("partial");
    throw new Error(secret);
  },
  events: (_request, response) => sendEvents(response, false),
  "broken-events": (_request, response) => sendEvents(response, true),
};

/** @param isGuarded whether to use the readers of errata/node */
async function handle(request: IncomingMessage, response: ServerResponse, isGuarded: boolean): Promise<void> {
  const [, first = ""] = (request.url ?? "").split("/");
  const handler = handlers[first] ?? (() => response.writeHead(404).end());
  await handler(request, response, isGuarded);
}

function secondOf({ url = "" }: IncomingMessage): string {
  return url.split("/")[2] ?? "";
}

async function sendEvents(response: ServerResponse, isBroken: boolean): Promise<void> {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  for await (const event of numbers(isBroken)) response.write(event);
  response.end();
}

async function readJson(request: IncomingMessage, isGuarded: boolean): Promise<unknown> {
  if (isGuarded) return readJsonBody(request);
  return JSON.parse(Buffer.from(await readBody(request)).toString());
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}
