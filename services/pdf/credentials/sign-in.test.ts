import { describe, expect, it } from "vitest";
import { expectPdfError, onEveryEngine, password } from "../../testing/running-pdf.ts";

const message = "Too many requests. Retry after the number of seconds in the Retry-After header.";

describe("POST /v1/sessions", () => {
  onEveryEngine((running) => {
    it("returns 429 for the 11th attempt with an address within a minute, even with the right password", async () => {
      const { openWorkspace, client, advance } = running();
      const workspace = await openWorkspace();
      // The first attempt.
      const { email } = await workspace.signIn("viewer");
      const other = await workspace.signIn("viewer");
      const signIn = (address: string, text: string) =>
        client().post("/v1/sessions", { workspaceId: workspace.id, email: address, password: text });
      for (let sent = 2; sent <= 10; sent += 1) expect((await signIn(email, "wrong")).status).toBe(400);
      const limited = await signIn(email.toUpperCase(), password);
      expectPdfError(limited, "RATE_LIMITED", message);
      expect((await signIn(other.email, password)).status).toBe(201);
      advance(Number(limited.headers.get("retry-after")) * 1000);
      expect((await signIn(email, password)).status).toBe(201);
    });

    it("signs every member in when many of them sign in at the same time", async () => {
      const { openWorkspace, client } = running();
      const workspace = await openWorkspace();
      const { email } = await workspace.signIn("viewer");
      const replies = await Promise.all(
        Array.from({ length: 9 }, () => client().post("/v1/sessions", { workspaceId: workspace.id, email, password })),
      );
      expect(replies.map(({ status }) => status)).toEqual(Array(9).fill(201));
    });
  });
});
