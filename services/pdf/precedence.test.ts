import { describe, expect, it } from "vitest";
import { invoice, onEveryEngine } from "../testing/running-pdf.ts";
import { pdf } from "./contract.ts";
import { roleScope } from "./credentials/guard-requests.ts";
import { demoDesign } from "./demo-design.ts";

describe("a request that is wrong in every way", () => {
  onEveryEngine((running) => {
    it("is answered in the declared order, as one thing after the other is put right", async () => {
      const { openWorkspace, client, service } = running();
      const { backend, forgetWorkspace } = service;
      const workspace = await openWorkspace({ plan: "free", subscription: "unpaid", credits: 0 });
      const { apiKeys, store } = backend;
      const key = async (role: "viewer" | "editor", expiresAt: number | null = null) =>
        (await apiKeys.mint({ tenant: workspace.id, scopes: [roleScope(role)], expiresAt })).secret;
      const set = async (column: "plan" | "subscription", value: string) => {
        if (column === "plan") await store.sql`UPDATE pdf_workspaces SET plan = ${value} WHERE id = ${workspace.id}`;
        else await store.sql`UPDATE pdf_workspaces SET subscription = ${value} WHERE id = ${workspace.id}`;
        forgetWorkspace(workspace.id);
      };
      let body: Record<string, unknown> = { designId: 7, version: 0 };
      let credential: string | undefined;
      const met: string[] = [];
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
        met.push((await client(credential).post("/v1/pdfs", body)).json.error.code);
      }
      expect(met).toEqual([
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
      const ranks = met.map((code) => pdf.precedence.indexOf(code));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    });
  });
});
