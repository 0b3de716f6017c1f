import { createServer, IncomingMessage, ServerResponse } from "node:http";
import { type AddressInfo, connect, Socket } from "node:net";
import { expect, test } from "vitest";
import { addExchange, connectionOf, type OpenExchange } from "./connection.ts";

test("of a connection that serves many requests one after another, only the last request stays reachable", async () => {
  const kept: number[] = [];
  const server = createServer((request, response) => {
    const connection = connectionOf(request.socket);
    addExchange(connection, { request, response });
    kept.push(connection.exchanges.length);
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  for (let count = 0; count < 20; count += 1) {
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await new Promise((resolve) => socket.once("data", resolve));
  }
  socket.destroy();
  server.close();
  expect(kept).toEqual(Array.from({ length: 20 }, () => 1));
});

test("requests whose response has not been written stay, oldest first", () => {
  const connection = connectionOf(new Socket());
  const exchanges = [createExchange(), createExchange(), createExchange()];
  for (const exchange of exchanges) addExchange(connection, exchange);
  expect(connection.exchanges).toEqual(exchanges);
});

function createExchange(): OpenExchange {
  const request = new IncomingMessage(new Socket());
  return { request, response: new ServerResponse(request) };
}
