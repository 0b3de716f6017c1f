import { describe, expect, it } from "vitest";
import { onEveryEngine, password } from "../testing/running-pdf.ts";
import { atlas, openDemo } from "./demo.ts";

describe("the demo", () => {
  onEveryEngine((running) => {
    it("returns a password that works at each start, even if the owner was removed or replaced", async () => {
      const { client, service } = running();
      const start = async (known = "") => {
        const { credentials } = await openDemo(service.backend, { ada: known });
        const secret = credentials.find(({ name }) => name === "ada")?.secret ?? "";
        const session = await client().post("/v1/sessions", { ...atlas, password: secret });
        expect([session.status, session.json.data?.member.role]).toEqual([201, "owner"]);
        return { secret, owner: client(session.json.data.token), id: session.json.data.member.id };
      };
      const first = await start();
      expect((await start(first.secret)).secret).toBe(first.secret);
      const bob = { email: "bob@atlas.example", name: "Bob", role: "owner", password };
      expect((await first.owner.post("/v1/members", bob)).status).toBe(201);
      expect((await first.owner.delete(`/v1/members/${first.id}`)).status).toBe(204);
      const second = await start(first.secret);
      expect((await second.owner.delete(`/v1/members/${second.id}`)).status).toBe(204);
      const session = await client().post("/v1/sessions", { ...atlas, email: bob.email, password });
      const other = { email: atlas.email, name: "Another Ada", role: "viewer", password };
      expect((await client(session.json.data.token).post("/v1/members", other)).status).toBe(201);
      await start(second.secret);
    });
  });
});
