import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../testing/running-imaging.ts";

describe("requests", () => {
  onEveryEngine((running) => {
    it("whose JSON stops arriving are answered with 408, and their connection is closed", async () => {
      const { openPartner, url } = running();
      const { key } = await openPartner();
      const { port, pathname } = new URL(url);
      const socket = connect(Number(port), "127.0.0.1");
      const head = [`POST ${pathname}/v1/customers HTTP/1.1`, "Host: x", `Authorization: Bearer ${key}`];
      socket.write(
        `${[...head, "Content-Type: application/json", "Content-Length: 100"].join("\r\n")}\r\n\r\n{"name":`,
      );
      let answer = "";
      for await (const chunk of socket) answer += String(chunk);
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(answer.toLowerCase()).toContain("connection: close");
      expect(answer).toContain('{"success":false,"error":{"code":"REQUEST_TIMEOUT"');
    });

    it("show movements of credits under ids that tell nothing of the ledger", async () => {
      const partner = await running().openPartner();
      await partner.newCustomer();
      const { movements } = (await partner.get("/v1/credits")).json.data;
      expect(movements).toHaveLength(2);
      for (const { id } of movements) expect(id).toMatch(/^mov_[0-9a-f]{24}$/);
      expect((await partner.get("/v1/credits")).json.data.movements).toEqual(movements);
    });
  });
});
