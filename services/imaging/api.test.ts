import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../testing/running-imaging.ts";

describe("the imaging API", () => {
  onEveryEngine((running) => {
    it("returns 408 and closes the connection when a JSON body stops arriving", async () => {
      const { openPartner, url } = running();
      const { key } = await openPartner();
      const { port, pathname } = new URL(url);
      const socket = connect(Number(port), "127.0.0.1");
      const head = [`POST ${pathname}/v1/customers HTTP/1.1`, "Host: x", `Authorization: Bearer ${key}`];
      socket.write(
        `${[...head, "Content-Type: application/json", "Content-Length: 100"].join("\r\n")}\r\n\r\n{"name":`,
      );
      let response = "";
      for await (const chunk of socket) response += String(chunk);
      expect(response).toMatch(/^HTTP\/1\.1 408 /);
      expect(response.toLowerCase()).toContain("connection: close");
      expect(response).toContain('{"success":false,"error":{"code":"REQUEST_TIMEOUT"');
    });
  });
});
