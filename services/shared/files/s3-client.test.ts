import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { s3Client } from "./s3-client.ts";

const secret = "a secret/with+signs";
const hash = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string) => createHmac("sha256", key).update(data).digest();

/**
 * Computes the signature of a request from the received headers.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
function expectedSignature({ method = "", url = "", headers }: IncomingMessage): string {
  const [, scope = "", names = ""] =
    /Credential=[^/]+\/([^,]+), *SignedHeaders=([^,]+)/.exec(headers.authorization ?? "") ?? [];
  const canonical = [
    method,
    url,
    "",
    ...names.split(";").map((name) => `${name}:${headers[name]}`),
    "",
    names,
    headers["x-amz-content-sha256"],
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hash(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secret}`);
  return hmac(key, text).toString("hex");
}

describe("a store that speaks S3", () => {
  it("receives requests signed for its region, with the hash of their content", async () => {
    const seen: { method: string | undefined; isSigned: boolean; scope: string | undefined; isContent: boolean }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { authorization = "" } = request.headers;
      const sent = request.headers["x-amz-content-sha256"];
      seen.push({
        method: request.method,
        isSigned: authorization.endsWith(`Signature=${expectedSignature(request)}`),
        scope: /Credential=KEY\/\d{8}\/([^,]+)/.exec(authorization)?.[1],
        isContent: sent === hash(Buffer.concat(chunks)) || (request.method !== "PUT" && sent === "UNSIGNED-PAYLOAD"),
      });
      response.end("content");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const client = s3Client({
      url: `http://KEY:${encodeURIComponent(secret)}@127.0.0.1:${port}/bucket?region=eu-central-1`,
    });
    await client.put("pdw_1/doc_1.pdf", Buffer.from("%PDF"));
    const object = await client.get("pdw_1/doc_1.pdf");
    expect(await text(object!.chunks)).toBe("content");
    await client.remove("pdw_1/doc_1.pdf");
    server.close().closeAllConnections();
    const signed = { isSigned: true, scope: "eu-central-1/s3/aws4_request", isContent: true };
    expect(seen).toEqual(["PUT", "GET", "DELETE"].map((method) => ({ method, ...signed })));
  });

  it("returns exactly the requested range when the store ignores it and sends the whole object", async () => {
    const server = createServer((_, response) => response.end("0123456789")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const client = s3Client({ url: `http://KEY:SECRET@127.0.0.1:${port}/bucket` });
    for (const [first, last, expected] of [
      [0, 0, "0"],
      [3, 5, "345"],
      [8, 20, "89"],
    ] as const) {
      const object = await client.get("key", { first, last });
      expect([object?.bytes, await text(object!.chunks)]).toEqual([10, expected]);
    }
    server.close().closeAllConnections();
  });

  it.each(["", "s3://bucket", "https://s3.example.com/bucket", "https://KEY:SECRET@s3.example.com", "ftp://K:S@h/b"])(
    "rejects the address %j without quoting the secret",
    (url) => {
      const address = url.replace("SECRET", "hunter2");
      expect(() => s3Client({ url: address })).toThrow(/^expected an address such as https:(?!.*hunter2)/);
    },
  );
});

it("a request to a store that never responds times out", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const client = s3Client({ url: `http://KEY:SECRET@127.0.0.1:${port}/bucket`, timeoutMs: 400 });
  await expect(client.put("key", Buffer.from("%PDF"))).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
  await expect(client.get("key")).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
  await expect(client.remove("key")).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
  silent.close();
  silent.closeAllConnections();
});
