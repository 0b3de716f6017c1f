import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import bodyParser from "body-parser";
import { expect, test } from "vitest";
import { boundary } from "../../server/index.ts";
import { listen, shop } from "../../server/testing/index.ts";
import { nodeListener } from "./index.ts";

test("body-parser's errors in a node:http server", async () => {
  const json = bodyParser.json({ limit: 10 });
  const server = createServer(
    nodeListener(
      boundary(shop),
      (request: IncomingMessage, response: ServerResponse) =>
        new Promise((_resolve, reject) => json(request, response, reject)),
    ),
  );
  const url = `http://127.0.0.1:${await listen(server)}/orders`;
  const post = async (body: string) => {
    const response = await fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } });
    return [response.status, ((await response.json()) as any).error.code];
  };
  expect(await post("{bad")).toEqual([400, "MALFORMED_BODY"]);
  expect(await post('{"a":"0123456789"}')).toEqual([413, "BODY_TOO_BIG"]);
  server.close().closeAllConnections();
});
