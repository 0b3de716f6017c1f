import { boundary, type Success } from "errata/server";
import { expect, test } from "vitest";
import { send } from "./client.ts";
import { frameworks } from "./frameworks.ts";
import { shop } from "./shop.ts";

test.each(
  frameworks.filter(({ isSeparate }) => isSeparate !== true).map((framework) => [framework.name, framework] as const),
)("%s records every response that is not an error, and no error, as a success", async (_, framework) => {
  const successes: Success[] = [];
  const recordSuccess = (success: Success): void => void successes.push(success);
  const app = await framework.start(boundary(shop, { recordSuccess, warn: () => undefined }));
  try {
    const ok = await send(app.port, "/ok");
    await send(app.port, "/orders/o_1");
    await send(app.port, "/returned/conflict");
    await send(app.port, "/unknown");
    await send(app.port, "/sub/ok", { method: "HEAD" });
    expect(successes.map(({ method, status, operation }) => [method, status, operation])).toEqual([
      ["GET", 200, "GET /ok"],
      ["HEAD", 200, "GET /sub/ok"],
    ]);
    expect(successes[0]?.requestId).toBe(ok?.headers.get("x-request-id"));
    expect(successes[0]?.durationMs).toBeGreaterThanOrEqual(0);
  } finally {
    await app.close();
  }
});

test("a recorder of successes that throws does not break the response", async () => {
  const shopBoundary = boundary(shop, {
    recordSuccess: () => {
      throw new Error("The counter is full.");
    },
  });
  const response = await shopBoundary.handle(new Request("http://shop.example/ok"), () => new Response("fine"));
  expect(await response.text()).toBe("fine");
});
