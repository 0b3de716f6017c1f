import { once } from "node:events";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { listen } from "./listen.ts";
import { rootApp } from "./root-app.ts";

const record = () => undefined;

it("responds to a request that arrives during beforeFirstRequest only when it has returned", async () => {
  const events: string[] = [];
  const { app, boundaryOf } = rootApp([], record);
  let early: Promise<Response> | undefined;
  app.get("/probe", (c) => {
    events.push("request");
    return c.text("ok");
  });
  const server = await listen({ app, boundaryOf }, 0, (url) => {
    early = fetch(`${url}/probe`);
    const until = performance.now() + 100;
    while (performance.now() < until);
    events.push("before");
  });
  await early;
  expect(events[0]).toBe("before");
  await server.close(0);
});

it("frees the port and throws the error of beforeFirstRequest", async () => {
  let taken = 0;
  const failing = listen(rootApp([], record), 0, (url) => {
    taken = Number(new URL(url).port);
    throw new Error("disk full");
  });
  await expect(failing).rejects.toThrow("disk full");
  const server = await listen(rootApp([], record), taken);
  await server.close(0);
});

it("keeps an idle connection for longer than the 60 s of proxies, and says so", async () => {
  const server = await listen(rootApp([], record), 0);
  const response = await fetch(`${server.url}/nothing`);
  await response.arrayBuffer();
  expect(response.headers.get("keep-alive")).toBe("timeout=65");
  await server.close(0);
});

it("responds to a request that a proxy sends on an open connection while the server stops, and refuses others", async () => {
  const { app, boundaryOf } = rootApp([], record);
  app.get("/probe", (c) => c.text("served"));
  const server = await listen({ app, boundaryOf }, 0);
  const port = Number(new URL(server.url).port);
  const proxy = connect(port, "127.0.0.1").setEncoding("utf8");
  let received = "";
  proxy.on("data", (text) => (received += text));
  const send = () => proxy.write("GET /probe HTTP/1.1\r\nHost: a\r\n\r\n");
  send();
  await expect.poll(() => received).toMatch(/connection: keep-alive.*served$/is);
  received = "";

  const closed = server.close(60_000, 60_000);
  send();
  await once(proxy, "close");
  expect(received).toMatch(/^HTTP\/1.1 200.*connection: close.*served$/is);
  await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  await closed;
});
