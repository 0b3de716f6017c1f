import { Hono } from "hono";
import { expect, it, vi } from "vitest";
import { openHealth } from "./health.ts";

const get = async (checks: Parameters<typeof openHealth>[0], path: string, isDraining = false) => {
  const health = openHealth(checks);
  if (isDraining) health.drain();
  const app = new Hono().get("/healthz", health.alive).get("/readyz", health.ready);
  const response = await app.request(path);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return [response.status, await response.json()];
};

it("is ready if everything responds", async () => {
  expect(await get({ store: async () => 1 }, "/readyz")).toEqual([200, { status: "ready", unavailable: [] }]);
});

it("is not ready if something fails or takes longer than a second, and names it", async () => {
  vi.useFakeTimers();
  try {
    const reply = get(
      {
        store: async () => 1,
        redis: () => Promise.reject(new Error("redis://user:secret@host")),
        files: () => new Promise(() => undefined),
      },
      "/readyz",
    );
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await reply).toEqual([503, { status: "not_ready", unavailable: ["redis", "files"] }]);
  } finally {
    vi.useRealTimers();
  }
});

it("is not ready while it drains, but alive", async () => {
  const store = vi.fn();
  expect(await get({ store }, "/readyz", true)).toEqual([503, { status: "draining", unavailable: [] }]);
  expect(await get({ store }, "/healthz", true)).toEqual([200, { status: "alive" }]);
  expect(store).not.toHaveBeenCalled();
});
