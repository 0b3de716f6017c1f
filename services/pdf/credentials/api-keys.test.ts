import { describe, expect, it } from "vitest";
import { rotationSuite } from "../../testing/rotation-suite.ts";
import { onEveryEngine } from "../../testing/running-pdf.ts";

rotationSuite(
  "API keys of workspaces",
  onEveryEngine,
  async ({ openWorkspace, client }) => {
    const [workspace, other] = [await openWorkspace(), await openWorkspace()];
    return {
      foreignId: (await other.post("/v1/api-keys", { role: "viewer" })).json.data.id,
      async create(body) {
        const { secret, ...key } = (await workspace.post("/v1/api-keys", { role: "viewer", ...body })).json.data;
        return { ...key, secret };
      },
      rotate: (keyId, body, headers) => workspace.post(`/v1/api-keys/${keyId}/rotate`, body, headers),
      revoke: (keyId) => workspace.delete(`/v1/api-keys/${keyId}`),
      list: async (query = "") => (await workspace.get(`/v1/api-keys${query}`)).json.data,
      use: (secret) => client(secret).get("/v1/designs"),
    };
  },
  {
    data: ({ json }) => json.data,
    secret: "secret",
    days: 365,
    codes: {
      rotated: "KEY_ALREADY_ROTATED",
      inactive: "KEY_INACTIVE",
      unknown: "NOT_FOUND",
      invalid: ["VALIDATION_ERROR", "INVALID_INPUT"],
      revoked: "INVALID_API_KEY",
      expired: "API_KEY_EXPIRED",
    },
  },
);

describe("API keys of workspaces", () => {
  onEveryEngine((running) => {
    it("below administrators can rotate only themselves, with the same role and expiry", async () => {
      const { openWorkspace, client, advance } = running();
      const workspace = await openWorkspace();
      const create = async (role: string) =>
        (await workspace.post("/v1/api-keys", { role, expiresInDays: 10 })).json.data;
      const [viewer, editor, admin] = [await create("viewer"), await create("editor"), await create("admin")];
      advance(9 * 24 * 60 * 60 * 1_000);
      const denied = await client(editor.secret).post(`/v1/api-keys/${viewer.id}/rotate`);
      expect(denied.json.error.code).toBe("FORBIDDEN");
      const member = await workspace.signIn("editor");
      expect((await member.post(`/v1/api-keys/${viewer.id}/rotate`)).json.error.code).toBe("FORBIDDEN");
      const own = (await client(editor.secret).post(`/v1/api-keys/${editor.id}/rotate`)).json.data;
      expect([own.role, own.expiresAt]).toEqual(["editor", editor.expiresAt]);
      const renewed = (await client(admin.secret).post(`/v1/api-keys/${viewer.id}/rotate`)).json.data;
      expect(renewed.role).toBe("viewer");
      expect(Date.parse(renewed.expiresAt)).toBeGreaterThan(Date.parse(viewer.expiresAt));
    });
  });
});
