import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import { audit } from "errata/store";
import { describe, expect, it } from "vitest";
import { invoice, onEveryEngine, type TestWorkspace } from "../testing/running-pdf.ts";
import { cleanUp } from "./open-backend.ts";

describe("a storm of abandoned requests", () => {
  onEveryEngine((running) => {
    /** Requests a document and disconnects after so many turns of the event loop. */
    async function generate(workspace: TestWorkspace, body: string, turns: number): Promise<void> {
      const sent = request(`${running().url}/v1/pdfs`, {
        method: "POST",
        headers: { Authorization: `Bearer ${workspace.key}`, "Content-Type": "application/json" },
      });
      sent.on("error", () => undefined);
      sent.on("response", (response) => response.resume());
      sent.end(body);
      await once(sent, "finish");
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      sent.destroy();
    }

    /** Sends the beginning of a body only. @returns the status line */
    async function trickle(workspace: TestWorkspace): Promise<string> {
      const { port } = new URL(running().url);
      const socket = connect(Number(port), "127.0.0.1");
      const head = `POST /pdf/v1/pdfs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${workspace.key}\r\n`;
      socket.write(`${head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"designId":`);
      let response = "";
      for await (const chunk of socket) response += String(chunk);
      return response.split("\r\n")[0] ?? "";
    }

    it("leaves no file, reservation or job behind, and charges exactly the documents that exist", async () => {
      const { openWorkspace, service, folder } = running();
      const workspace = await openWorkspace({ plan: "pro", credits: 500 });
      const lines = Array.from({ length: 90 }, () => invoice.lines[0]);
      const designId = await workspace.newDesign();
      const body = JSON.stringify({ designId, variables: { ...invoice, lines } });
      const cancelled = (async () => {
        for (let index = 0; index < 40; index += 1) await generate(workspace, body, index ** 2);
      })();
      const slow = Array.from({ length: 5 }, () => trickle(workspace));
      const large = JSON.stringify({ designId, variables: { ...invoice, note: "x".repeat(1_100_000) } });
      const oversized = Array.from({ length: 5 }, () =>
        workspace.send("POST", "/v1/pdfs", large, { "Content-Type": "application/json" }),
      );
      const batch = { designId, documents: Array.from({ length: 501 }, () => ({ variables: invoice })) };
      const rejectedJobs = Array.from({ length: 3 }, () => workspace.post("/v1/jobs", batch));
      await cancelled;
      for (const line of await Promise.all(slow)) expect(line).toBe("HTTP/1.1 408 Request Timeout");
      for (const { status } of await Promise.all(oversized)) expect(status).toBe(413);
      for (const { status } of await Promise.all(rejectedJobs)) expect(status).toBe(403);

      // The last requests may still be running.
      const { sql } = service.backend.store;
      const ledger = () => service.backend.creditLedger.read(sql, workspace.id);
      await expect.poll(async () => (await ledger()).reserved, { timeout: 10_000 }).toBe(0);
      await expect
        .poll(async () => {
          running().advance(11 * 60 * 1000);
          await cleanUp(service.backend);
          return await sql`SELECT file_id FROM files_moves`;
        })
        .toEqual([]);
      const documents = await sql<{ id: string; credits: number }>`
        SELECT id, credits FROM pdf_documents WHERE workspace_id = ${workspace.id}`;
      const spent = documents.reduce((sum, { credits }) => sum + credits, 0);
      expect(await ledger()).toMatchObject({ available: 500 - spent, reserved: 0 });
      const files = await readdir(`${folder}/pdf/kept`);
      expect(files.sort()).toEqual(documents.map(({ id }) => id).sort());
      // Most clients disconnected before their document was charged.
      expect(documents.length).toBeLessThan(40);
      expect(await sql`SELECT id FROM pdf_jobs`).toEqual([]);
      expect(await sql`SELECT id FROM queue_jobs WHERE queue = 'pdf-documents'`).toEqual([]);
      expect(await audit(sql)).toEqual([]);
      expect(running().occurrences.filter(({ code }) => code === "INTERNAL_ERROR")).toEqual([]);
      const codes = running().occurrences.map(({ code }) => code);
      expect(new Set(codes)).toEqual(
        new Set(["REQUEST_CANCELLED", "REQUEST_TIMEOUT", "BODY_TOO_LARGE", "INSUFFICIENT_PERMISSIONS"]),
      );
    });
  });
});
