import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import type { Role } from "../workspaces/roles.ts";
import type { Caller } from "./caller.ts";
import { algorithm } from "./signing-keys.ts";

/** How long a token works, in milliseconds: short, because nobody can call it back. */
export const tokenMs: number = pdf.limits.tokenMinutes * 60 * 1000;

const issuer = "errata-pdf";
const audience = "pdf-api";

/** Signs a token for a member. */
export async function mintToken(
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
 * Finds out which member a token is of. Role and workspace are read, not taken from the token, so that a change holds at once.
 *
 * @throws TOKEN_EXPIRED for a token of ours whose time is over, INVALID_TOKEN for everything else that is wrong with it
 */
export async function callerOfToken(backend: Backend, token: string): Promise<Caller> {
  const memberId = (await verified(backend, token)).sub ?? "";
  const [row] = await backend.store.sql<{ id: string; name: string; plan: string; subscription: string; role: Role }>`
    SELECT workspaces.id, workspaces.name, plan, subscription, role
    FROM pdf_members members JOIN pdf_workspaces workspaces ON workspaces.id = members.workspace_id
    WHERE members.id = ${memberId} AND removed_at IS NULL`;
  if (row === undefined) throw invalid(`no member ${memberId}`);
  const { role, ...workspace } = row;
  return { workspace: { ...workspace, active: true }, role, actor: memberId };
}

async function verified({ signingKeys, clock }: Backend, token: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = isKeyId(kid) ? await signingKeys.find(kid) : undefined;
        if (key === undefined) throw invalid("the key is unknown");
        return key;
      },
      { algorithms: [algorithm], issuer, audience, requiredClaims: ["exp", "sub"], currentDate: new Date(clock()) },
    );
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw pdf.error.TOKEN_EXPIRED();
    if (error instanceof errors.JOSEError) throw invalid(error.code);
    throw error;
  }
}

function invalid(note: string): Error {
  return pdf.error.INVALID_TOKEN(undefined, { note });
}

/** The header of a token is anyone's JSON until its signature is verified: what it calls an id can be a list of one. */
function isKeyId(kid: unknown): kid is string {
  return typeof kid === "string" && /^[0-9a-f-]{36}$/.test(kid);
}
