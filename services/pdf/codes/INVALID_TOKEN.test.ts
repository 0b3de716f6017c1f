import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as, withToken } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine, type RunningPdf } from "../../testing/running-pdf.ts";
import { testSecrets } from "../../testing/test-secrets.ts";
import { encryptSigningKeys } from "../credentials/signing-keys.ts";

const message = "The token is not valid.";
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part = "") => JSON.parse(Buffer.from(part, "base64url").toString());

describe("INVALID_TOKEN", () => {
  recordsExchange(pdfDemo, "INVALID_TOKEN", {
    steps: [withToken("nonsense").get("/v1/workspace", { note: "neither a key nor a token" })],
    works: as("atlas").get("/v1/workspace", { note: "a valid key" }),
  });

  onEveryEngine((running) => {
    const use = (token: string) => running().client(token).get("/v1/workspace");

    /** Signs claims with the service's key. */
    async function signed(
      { service }: RunningPdf,
      claims: Record<string, unknown>,
      header: object = {},
    ): Promise<string> {
      const { id, key } = await service.backend.signingKeys.current();
      const now = Math.floor(service.backend.clock() / 1000);
      const all = { iss: "errata-pdf", aud: "pdf-api", iat: now, exp: now + 60, ...claims };
      return await new SignJWT(all).setProtectedHeader({ alg: "EdDSA", kid: id, ...header }).sign(key);
    }

    it("returns the same 401 for forged, foreign, unsigned and truncated tokens", async () => {
      const workspace = await running().openWorkspace();
      const { token, id: sub } = await workspace.signIn("owner");
      expect((await use(await signed(running(), { sub }))).status).toBe(200);
      const [header, payload, signature] = token.split(".");
      const { kid } = decode(header);
      const other = await generateKeyPair("EdDSA", { extractable: true });
      const jwk = await exportJWK(other.publicKey);
      const claims = decode(payload);
      const byOther = (members: object) =>
        new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", ...members }).sign(other.privateKey);
      const tokens = [
        "hunter2",
        "a.b.c",
        `${header}.${payload}`,
        `${header}.${payload}.`,
        `${header}.${encode({ ...claims, sub: "mem_0" })}.${signature}`,
        `${encode({ alg: "none", kid })}.${payload}.`,
        `${encode({ alg: "HS256", kid })}.${payload}.${signature}`,
        await byOther({ kid }),
        await byOther({ kid: "unknown" }),
        await byOther({ kid: "\u0000" }),
        await byOther({ kid: crypto.randomUUID() }),
        `${encode({ alg: "EdDSA", kid: [kid] })}.${payload}.${signature}`,
        `${encode({ alg: "EdDSA", kid: { toString: kid } })}.${payload}.${signature}`,
        await byOther({}),
        await byOther({ kid, jwk }),
        await signed(running(), { sub, iss: "somebody" }),
        await signed(running(), { sub, aud: "other-api" }),
        await signed(running(), { sub, exp: undefined }),
        await signed(running(), {}),
        await signed(running(), { sub: "mem_000000000000000000000000" }),
        await signed(running(), { sub, nbf: claims.exp + 1_000 }),
      ];
      for (const bad of tokens) expectPdfError(await use(bad), "INVALID_TOKEN", message);
    });

    it("returns 401 for the token of a member once the member is removed", async () => {
      const workspace = await running().openWorkspace();
      const [owner, editor] = [await workspace.signIn("owner"), await workspace.signIn("editor")];
      expect((await editor.get("/v1/workspace")).status).toBe(200);
      expect((await owner.delete(`/v1/members/${editor.id}`)).status).toBe(204);
      expectPdfError(await editor.get("/v1/workspace"), "INVALID_TOKEN", message);
    });

    it("accepts tokens of earlier keys until they expire; the published keys verify them", async () => {
      const workspace = await running().openWorkspace();
      const before = await workspace.signIn("viewer");
      const { signingKeys } = running().service.backend;
      const { id: kid } = await signingKeys.rotate();
      const after = await workspace.signIn("viewer");
      expect(decode(after.token.split(".")[0]).kid).toBe(kid);
      expect((await before.get("/v1/workspace")).status).toBe(200);
      expect((await after.get("/v1/workspace")).status).toBe(200);

      const jwks = (await running().client().get("/.well-known/jwks.json")).json;
      expect(JSON.stringify(jwks)).not.toContain('"d":');
      const { createLocalJWKSet, jwtVerify } = await import("jose");
      for (const { token } of [before, after]) {
        const { payload } = await jwtVerify(token, createLocalJWKSet(jwks), {
          currentDate: new Date(running().service.backend.clock()),
        });
        expect(payload.iss).toBe("errata-pdf");
      }
      const { sql } = running().service.backend.store;
      const isEncrypted = async () => {
        const rows = await sql<{ private_jwk: string }>`SELECT private_jwk FROM pdf_signing_keys`;
        return rows.every(({ private_jwk }) => private_jwk.startsWith("sealed.") && !private_jwk.includes('"d":'));
      };
      expect(await isEncrypted()).toBe(true);
      // As an earlier version stored it.
      await sql`UPDATE pdf_signing_keys SET private_jwk = '{"kty":"OKP","d":"secret"}' WHERE id = ${kid}`;
      await encryptSigningKeys(sql, testSecrets);
      expect(await isEncrypted()).toBe(true);
      running().advance(25 * 60 * 60 * 1000);
      await signingKeys.rotate();
      expect((await signingKeys.jwks()).keys).toHaveLength(1);
      expectPdfError(await use(after.token), "INVALID_TOKEN", message);
    });
  });
});
