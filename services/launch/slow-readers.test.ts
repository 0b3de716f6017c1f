import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { closeSlowReaders } from "./slow-readers.ts";

/** More than the buffers of both ends of a connection on this machine can hold. */
const chunk = Buffer.alloc(65_536);
const chunks = 800;

let written = 0;
const server = createServer(async (request, response) => {
  response.on("error", () => undefined);
  if (request.url === "/whole") return void response.end(Buffer.alloc(chunks * chunk.byteLength));
  if (request.url === "/short") return void response.end(chunk);
  for (let index = 0; index < chunks && !response.destroyed; index += 1) {
    written += chunk.byteLength;
    if (!response.write(chunk)) await Promise.race([once(response, "drain"), once(response, "close")]);
    if (request.url === "/paused" && index === 2) await sleep(600);
  }
  response.end();
});
let closed = 0;
closeSlowReaders(server, () => void closed++, { pauseMs: 200, minBytesPerSecond: 1_000_000 });

let client: Socket;
beforeEach(async () => {
  written = 0;
  if (!server.listening) await once(server.listen(0, "127.0.0.1"), "listening");
  client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => undefined);
});
afterEach(() => {
  client.destroy();
});

afterAll(() => server.close());

const get = (path: string): void =>
  void client.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${path === "/short" ? "" : "Connection: close\r\n"}\r\n`);

it("closes the connection of a client that reads one byte of a download now and then, and stops the download", async () => {
  const closed = new Promise((resolve) => {
    server.once("connection", (socket: Socket) => socket.once("close", resolve));
  });
  client.pause();
  get("/");
  const reading = setInterval(() => client.read(1), 50);
  await closed;
  clearInterval(reading);
  expect(written).toBeLessThan(chunks * chunk.byteLength);
});

it("sends everything to a client that reads, also after the server itself has paused", async () => {
  let received = 0;
  client.on("data", (data) => {
    received += data.byteLength;
  });
  get("/paused");
  await once(client, "close");
  expect(received).toBeGreaterThan(chunks * chunk.byteLength);
});

it("closes the connection of a slow client also if it has sent several requests at once", async () => {
  const before = closed;
  client.pause();
  for (let requests = 0; requests < 200; requests += 1) get("/short");
  await expect.poll(() => closed).toBe(before + 1);
});

it("closes the connection of a slow client also if the response is written at once", async () => {
  const before = closed;
  client.pause();
  get("/whole");
  const started = performance.now();
  await expect.poll(() => closed).toBe(before + 1);
  expect(performance.now() - started).toBeLessThan(5_000);
});
