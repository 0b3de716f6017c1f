import { visionBombs } from "../../services/testing/vision-bombs.ts";
import type { HostileApi } from "./bomb.ts";
import { pace } from "./pace.ts";

const waitForRateLimit = pace(100);

/** Images that are larger than their files suggest, and bodies that are expensive to parse. */
export const vision: HostileApi = {
  name: "vision",
  credentials: ["lab"],
  bombs: visionBombs.map(({ name, code, path, mediaType, encoding, content }) => {
    let body: BodyInit = "";
    return {
      name,
      // Bodies of UNREADABLE_BODY have no code; the client names it after the status.
      expectedCode: code === "UNREADABLE_BODY" ? "HTTP_400" : code,
      async prepare(_url, credential, copies) {
        body = new Uint8Array(await content());
        // The usage before and after.
        await waitForRateLimit(credential, copies + 2);
      },
      send(url, credential) {
        const headers = {
          authorization: `Bearer ${credential}`,
          "content-type": mediaType,
          ...(encoding !== undefined && { "content-encoding": encoding }),
        };
        return fetch(url + path, { method: "POST", headers, body });
      },
    };
  }),
  async balance(url, credential) {
    const response = await fetch(`${url}/v1/account`, { headers: { authorization: `Bearer ${credential}` } });
    if (!response.ok) throw new Error(`the usage cannot be read: ${response.status}`);
    return ((await response.json()) as { usage: unknown }).usage;
  },
};
