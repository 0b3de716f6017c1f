import { type PdfBomb, pdfBombs } from "../../services/testing/pdf-bombs.ts";
import type { Bomb, HostileApi } from "./bomb.ts";

// Bombs that take long to generate are kept, so that only the first use is slow.
for (const { request } of pdfBombs) await request(async () => "dsn_0");

/** Images, templates, schemas and documents that expand. */
export const pdf: HostileApi = {
  name: "pdf",
  credentials: ["atlas"],
  bombs: pdfBombs.map(toBomb),
  async balance(url, credential) {
    const response = await fetch(`${url}/v1/credits`, { headers: { authorization: `Bearer ${credential}` } });
    return ((await response.json()) as { data: unknown }).data;
  },
};

function toBomb({ name, code, request }: PdfBomb): Bomb {
  return {
    name,
    expectedCode: code,
    async send(url, credential) {
      const post = (path: string, body: string): Promise<Response> =>
        fetch(url + path, {
          method: "POST",
          headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
          body,
        });
      const { path, body } = await request(async (members) => {
        const design = JSON.stringify({ name: `Bomb ${crypto.randomUUID()}`, ...members });
        const { data } = (await (await post("/v1/designs", design)).json()) as { data: { id: string } };
        return data.id;
      });
      return await post(path, body);
    },
  };
}
