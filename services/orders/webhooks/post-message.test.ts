import type { LookupAddress } from "node:dns";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PostOptions, postMessage } from "./post-message.ts";
import { addressRules } from "./public-address.ts";
import { type Receiver, receiver } from "./testing/receiver.ts";

const loopback = addressRules(["127.0.0.0/8"]);
const at = (address: string): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 });

describe("a message", () => {
  let target: Receiver;
  beforeEach(async () => {
    target = await receiver();
  });
  afterEach(() => target.close());
  const post = (url: string, options: Partial<PostOptions> = {}) =>
    postMessage(new URL(url), '{"a":1}', { "webhook-id": "evt_1" }, { rules: loopback, timeoutMs: 2_000, ...options });
  const named = (name = "receiver.example") => `http://${name}:${target.port}/hook`;

  it("arrives as JSON, byte for byte, and the receiver's status comes back without its words", async () => {
    target.answer(202);
    expect(await post(target.url)).toEqual({ outcome: "answered", status: 202, retryAfter: undefined });
    expect(target.received[0]).toMatchObject({
      method: "POST",
      path: "/hook",
      body: '{"a":1}',
      headers: { "content-type": "application/json", "content-length": "7", "webhook-id": "evt_1" },
    });
  });

  it("does not follow a redirect", async () => {
    const other = await receiver();
    target.answer(302, { Location: other.url });
    expect(await post(target.url)).toMatchObject({ outcome: "answered", status: 302 });
    expect(other.connections()).toBe(0);
    await other.close();
  });

  it("reaches no address that is not public, given as such or by a name", async () => {
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
    ["the address is a private one in IPv6 clothes", [at("::ffff:127.0.0.1")]],
    ["the address is that of a cloud's metadata", [at("169.254.169.254")]],
    ["there is no address", []],
  ])("is not sent where %s", async (_name, found) => {
    expect(await post(named(), { rules: addressRules(), resolve: async () => found })).toEqual({
      outcome: "address_refused",
    });
    expect(target.connections()).toBe(0);
  });

  it("goes to the address that was checked, though the name has another one a moment later", async () => {
    const other = await receiver();
    const answers = [[at("127.0.0.1")], [at("10.0.0.1")]];
    let looks = 0;
    const resolve = async () => answers[looks++] ?? [];
    expect(await post(named(), { resolve })).toMatchObject({ outcome: "answered", status: 204 });
    expect(looks).toBe(1);
    expect(target.received[0]?.headers.host).toBe(`receiver.example:${target.port}`);
    // Checked anew for each message: no connection is kept.
    expect(await post(named(), { resolve })).toEqual({ outcome: "address_refused" });
    expect(target.connections()).toBe(1);
    await other.close();
  });

  it("times out at a receiver that does not answer, and at a name that is not found in time", async () => {
    target.answer(() => undefined);
    expect(await post(target.url, { timeoutMs: 50 })).toEqual({ outcome: "timeout" });
    const resolve = () => new Promise<never>(() => undefined);
    expect(await post(named(), { timeoutMs: 50, resolve })).toEqual({ outcome: "timeout" });
  });

  it("is done at the status: an endless body is cut", async () => {
    let sent = 0;
    const cut = new Promise<void>((resolve) => {
      target.answer((response) => {
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
    await cut;
    expect(sent).toBeLessThan(5_000_000);
  });

  it("is not stopped by a body that never ends its silence", async () => {
    const cut = new Promise<void>((resolve) => {
      target.answer((response) => {
        response.writeHead(200).write("x");
        response.on("close", resolve);
      });
    });
    expect(await post(target.url, { timeoutMs: 200 })).toMatchObject({ outcome: "answered", status: 200 });
    await cut;
  });

  it.each([
    ["hangs up", (socket: Socket) => socket.destroy()],
    ["speaks no HTTP", (socket: Socket) => socket.end("SSH-2.0-x\r\n")],
    ["sends headers without end", (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(100_000)}`)],
  ])("fails at a receiver that %s", async (_name, behave) => {
    const server = await rawServer(behave);
    const { port } = server.address() as { port: number };
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ outcome: "connection_failed" });
    expect(await post(`https://127.0.0.1:${port}/`)).toEqual({ outcome: "connection_failed" });
    server.close();
  });

  it("fails where nobody listens", async () => {
    const { port } = target;
    await target.close();
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ outcome: "connection_failed" });
    target = await receiver();
  });

  it("gives the wait that the receiver asks for", async () => {
    target.answer(429, { "Retry-After": "7" });
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
