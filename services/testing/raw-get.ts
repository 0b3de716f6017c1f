import { request } from "node:http";

/** Sends a request with another Host, which fetch does not allow. */
export function rawGet(origin: string, path: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(origin + path, { headers: { host } }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += String(chunk);
      });
      response.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });
}
