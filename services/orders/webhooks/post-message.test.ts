import type { LookupAddress } from "node:dns";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PostOptions, postMessage } from "./post-message.ts";
import { addressRules } from "./public-address.ts";
import { type Receiver, receiver } from "./testing/receiver.ts";

const loopback = addressRules(["127.0.0.0/8"]);
const at = (address: string): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 });

describe("postMessage", () => {
  let target: Receiver;
  beforeEach(async () => {
    target = await receiver();
  });
  afterEach(() => target.close());
  const post = (url: string, options: Partial<PostOptions> = {}) =>
    postMessage(new URL(url), '{"a":1}', { "webhook-id": "evt_1" }, { rules: loopback, timeoutMs: 2_000, ...options });
  const named = (name = "receiver.example") => `http://${name}:${target.port}/hook`;

  it("sends the body unchanged as JSON and returns the status without the response's body", async () => {
    target.respondWith(202);
    expect(await post(target.url)).toEqual({ outcome: "answered", status: 202, retryAfter: undefined });
    expect(target.received[0]).toMatchObject({
      method: "POST",
      path: "/hook",
      body: '{"a":1}',
      headers: { "content-type": "application/json", "content-length": "7", "webhook-id": "evt_1" },
    });
  });

  it("does not follow redirects", async () => {
    const other = await receiver();
    target.respondWith(302, { Location: other.url });
    expect(await post(target.url)).toMatchObject({ outcome: "answered", status: 302 });
    expect(other.connections()).toBe(0);
    await other.close();
  });

  it("does not connect to private addresses, given directly or by name", async () => {
    const rules = addressRules();
    const resolve = async () => [at("127.0.0.1")];
    for (const url of [target.url, `http://2130706433:${target.port}/`, `http://[::ffff:127.0.0.1]:${target.port}/`]) {
      expect(await post(url, { rules })).toEqual({ outcome: "address_refused" });
    }
    expect(await post(named(), { rules, resolve })).toEqual({ outcome: "address_refused" });
    expect(await post(named("localhost"), { rules })).toEqual({ outcome: "address_refused" });
    expect(target.connections()).toBe(0);
  });

  it.each([
    ["one of several addresses is private", [at("8.8.8.8"), at("127.0.0.1")]],
    ["the address is a private one mapped to IPv6", [at("::ffff:127.0.0.1")]],
    ["the address is that of cloud metadata", [at("169.254.169.254")]],
    ["there is no address", []],
  ])("does not connect if %s", async (_name, addresses) => {
    expect(await post(named(), { rules: addressRules(), resolve: async () => addresses })).toEqual({
      outcome: "address_refused",
    });
    expect(target.connections()).toBe(0);
  });

  it("connects to the address that was checked, even if the name resolves to another one afterwards", async () => {
    const other = await receiver();
    const answers = [[at("127.0.0.1")], [at("10.0.0.1")]];
    let lookups = 0;
    const resolve = async () => answers[lookups++] ?? [];
    expect(await post(named(), { resolve })).toMatchObject({ outcome: "answered", status: 204 });
    expect(lookups).toBe(1);
    expect(target.received[0]?.headers.host).toBe(`receiver.example:${target.port}`);
    // Connections are not reused, so the next message is checked again.
    expect(await post(named(), { resolve })).toEqual({ outcome: "address_refused" });
    expect(target.connections()).toBe(1);
    await other.close();
  });

  it("times out if the receiver does not respond or the name is not resolved in time", async () => {
    target.respondWith(() => undefined);
    expect(await post(target.url, { timeoutMs: 50 })).toEqual({ outcome: "timeout" });
    const resolve = () => new Promise<never>(() => undefined);
    expect(await post(named(), { timeoutMs: 50, resolve })).toEqual({ outcome: "timeout" });
  });

  it("returns at the status and closes the connection on an endless body", async () => {
    let sent = 0;
    const closed = new Promise<void>((resolve) => {
      target.respondWith((response) => {
        response.writeHead(200);
        const timer = setInterval(() => {
          sent += 8_192;
          response.write(Buffer.alloc(8_192));
        }, 1);
        response.on("close", () => {
          clearInterval(timer);
          resolve();
        });
      });
    });
    expect(await post(target.url)).toMatchObject({ outcome: "answered", status: 200 });
    await closed;
    expect(sent).toBeLessThan(5_000_000);
  });

  it("returns at the status if the body stalls, and closes the connection at the timeout", async () => {
    const closed = new Promise<void>((resolve) => {
      target.respondWith((response) => {
        response.writeHead(200).write("x");
        response.on("close", resolve);
      });
    });
    expect(await post(target.url, { timeoutMs: 200 })).toMatchObject({ outcome: "answered", status: 200 });
    await closed;
  });

  it.each([
    ["closes the connection", (socket: Socket) => socket.destroy()],
    ["does not use HTTP", (socket: Socket) => socket.end("SSH-2.0-x\r\n")],
    ["sends endless headers", (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(100_000)}`)],
  ])("fails if the receiver %s", async (_name, behave) => {
    const server = await rawServer(behave);
    const { port } = server.address() as { port: number };
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ outcome: "connection_failed" });
    expect(await post(`https://127.0.0.1:${port}/`)).toEqual({ outcome: "connection_failed" });
    server.close();
  });

  it("fails if nothing listens on the port", async () => {
    const { port } = target;
    await target.close();
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ outcome: "connection_failed" });
    target = await receiver();
  });

  it("returns the Retry-After of the response", async () => {
    target.respondWith(429, { "Retry-After": "7" });
    expect(await post(target.url)).toEqual({ outcome: "answered", status: 429, retryAfter: "7" });
  });
});

async function rawServer(behave: (socket: Socket) => unknown): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
