import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import type { Role } from "../workspaces/workspace.ts";
import type { Caller } from "./caller.ts";
import { algorithm } from "./signing-keys.ts";

/** Lifetime of a token, in milliseconds. It is short because a token cannot be revoked. */
export const tokenMs: number = pdf.limits.tokenMinutes * 60 * 1000;

const issuer = "errata-pdf";
const audience = "pdf-api";

/** Creates a token for a member. @returns the token, and its expiry in epoch milliseconds */
export async function createToken(
  { signingKeys, clock }: Backend,
  memberId: string,
): Promise<{ token: string; expiresAt: number }> {
  const { id, key } = await signingKeys.current();
  const nowSec = Math.floor(clock() / 1000);
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: algorithm, kid: id, typ: "JWT" })
    .setSubject(memberId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(nowSec)
    .setExpirationTime(nowSec + tokenMs / 1000)
    .sign(key);
  return { token, expiresAt: (nowSec + tokenMs / 1000) * 1000 };
}

/**
 * Finds the member of a token. Role and workspace are read from the database, so changes take effect at once.
 *
 * @throws TOKEN_EXPIRED for a genuine token that has expired, INVALID_TOKEN for every other problem
 */
export async function verifyToken(backend: Backend, token: string): Promise<Caller> {
  const { sub: memberId = "" } = await readPayload(backend, token);
  const [row] = await backend.store.sql<{ id: string; name: string; plan: string; subscription: string; role: Role }>`
    SELECT workspaces.id, workspaces.name, plan, subscription, role
    FROM pdf_members members JOIN pdf_workspaces workspaces ON workspaces.id = members.workspace_id
    WHERE members.id = ${memberId} AND removed_at IS NULL`;
  if (row === undefined) throw invalidToken(`no member ${memberId}`);
  const { role, ...workspace } = row;
  return { workspace: { ...workspace, active: true }, role, actor: memberId };
}

async function readPayload({ signingKeys, clock }: Backend, token: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = isKeyId(kid) ? await signingKeys.find(kid) : undefined;
        if (key === undefined) throw invalidToken("the key is unknown");
        return key;
      },
      { algorithms: [algorithm], issuer, audience, requiredClaims: ["exp", "sub"], currentDate: new Date(clock()) },
    );
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw pdf.error.TOKEN_EXPIRED();
    if (error instanceof errors.JOSEError) throw invalidToken(error.code);
    throw error;
  }
}

function invalidToken(note: string): Error {
  return pdf.error.INVALID_TOKEN(undefined, { note });
}

/** The header is not verified yet and can contain any JSON, such as a list with an id. */
function isKeyId(kid: unknown): kid is string {
  return typeof kid === "string" && /^[0-9a-f-]{36}$/.test(kid);
}
