import { scribeBombs } from "../../services/testing/scribe-bombs.ts";
import type { HostileApi } from "./bomb.ts";

/** Transcripts and patients that are expensive to parse or to validate. */
export const scribe: HostileApi = {
  name: "scribe",
  credentials: ["clinic"],
  bombs: scribeBombs.map(({ name, code, method, path, body: text, isForNote }) => {
    const body = Buffer.from(text);
    let consultation = "";
    return {
      name,
      expectedCode: code,
      async prepare(url, credential) {
        const response = await fetch(`${url}/v1/consultations`, {
          method: "POST",
          headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
          body: JSON.stringify({ consultationInternalId: crypto.randomUUID() }),
        });
        consultation = `/v1/consultations/${((await response.json()) as { id: string }).id}`;
      },
      async send(url, credential) {
        const headers = { authorization: `Bearer ${credential}`, "content-type": "application/json" };
        const address = url + (path.startsWith("/v1") ? path : consultation + path);
        const sent = await fetch(address, { method, headers, body });
        if (isForNote !== true) return sent;
        return await fetch(`${url}${consultation}/session-scribe`, { method: "POST", headers });
      },
    };
  }),
  async balance(url, credential) {
    const response = await fetch(`${url}/v1/account`, { headers: { authorization: `Bearer ${credential}` } });
    return await response.json();
  },
};
