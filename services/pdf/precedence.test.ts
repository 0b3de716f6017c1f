import { describe, expect, it } from "vitest";
import { invoice, onEveryEngine } from "../testing/running-pdf.ts";
import { pdf } from "./contract.ts";
import { roleScope } from "./credentials/caller.ts";
import { demoDesign } from "./designs/demo-design.ts";

describe("a request with every problem", () => {
  onEveryEngine((running) => {
    it("gets the errors in the declared order as its problems are fixed one by one", async () => {
      const { openWorkspace, client, service } = running();
      const { backend } = service;
      const workspace = await openWorkspace({ plan: "free", subscription: "unpaid", credits: 0 });
      const { apiKeys, store } = backend;
      const key = async (role: "viewer" | "editor", expiresAt: number | null = null) =>
        (await apiKeys.mint({ tenant: workspace.id, scopes: [roleScope(role)], expiresAt })).secret;
      const set = async (column: "plan" | "subscription", value: string) => {
        if (column === "plan") await store.sql`UPDATE pdf_workspaces SET plan = ${value} WHERE id = ${workspace.id}`;
        else await store.sql`UPDATE pdf_workspaces SET subscription = ${value} WHERE id = ${workspace.id}`;
        backend.authenticate.forgetTenant(workspace.id);
      };
      let body: Record<string, unknown> = { designId: 7, version: 0 };
      let credential: string | undefined;
      const codes: string[] = [];
      const steps: (() => unknown)[] = [
        () => undefined,
        async () => (credential = await key("viewer", 1)),
        async () => (credential = await key("viewer")),
        () => set("plan", "pro"),
        async () => (credential = await key("editor")),
        () => set("subscription", "active"),
        () => (body = { ...body, variables: {} }),
        () => (body = { ...body, designId: "dsn_0" }),
        () => (body = { designId: "dsn_0", variables: {} }),
        async () => {
          const { id } = (await client(credential).post("/v1/designs", demoDesign)).json.data;
          body = { designId: id, variables: invoice };
        },
      ];
      for (const step of steps) {
        await step();
        codes.push((await client(credential).post("/v1/pdfs", body)).json.error.code);
      }
      expect(codes).toEqual([
        "UNAUTHORIZED",
        "API_KEY_EXPIRED",
        "INSUFFICIENT_PERMISSIONS",
        "FORBIDDEN",
        "PAYMENT_REQUIRED",
        "MISSING_REQUIRED_FIELD",
        "VALIDATION_ERROR",
        "INVALID_INPUT",
        "DESIGN_NOT_FOUND",
        "INSUFFICIENT_CREDITS",
      ]);
      const ranks = codes.map((code) => pdf.precedence.indexOf(code));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    });
  });
});
