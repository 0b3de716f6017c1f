import { createHmac } from "node:crypto";
import { isEqualSecret, operatorCheck } from "../../operator-check.ts";

/** Decides whether a request comes from an operator. */
export interface Access {
  /** Returns whether a request has the token or an open session. Takes equally long for every wrong token. */
  isOperator(request: Request): boolean;
  /** Returns whether a text is the token. */
  isToken(text: string): boolean;
  /** Returns the value of `Set-Cookie` that opens a session. @param isSecure whether browsers send it only over HTTPS */
  openSession(isSecure: boolean): string;
  /** Returns the value of `Set-Cookie` that ends the session of a browser. */
  endSession(): string;
}

/** Options of {@link createAccess}. */
export interface AccessOptions {
  readonly token: string;
  readonly clock: () => number;
}

const cookieName = "errata_console";
/** Length of a session: a working day, in milliseconds. */
const sessionMs = 12 * 3_600_000;

/**
 * Creates the check. A session is the time of its end with an HMAC under the token, so that nothing is stored, every node accepts
 * it, and a new token ends all sessions.
 *
 * @throws RangeError if the token is too short. The message does not contain it
 */
export function createAccess({ token, clock }: AccessOptions): Access {
  const { isToken, isBearer } = operatorCheck(token);
  const signatureOf = (end: string): string =>
    createHmac("sha256", token).update(`errata console session until ${end}`).digest("base64url");
  const isSession = (value: string): boolean => {
    const [end = "", signature = ""] = value.split(".", 2);
    const isSigned = isEqualSecret(signature, signatureOf(end));
    return isSigned && Number(end) > clock();
  };
  const attributes = "HttpOnly; SameSite=Strict";
  return {
    isToken,
    isOperator({ headers }) {
      const hasToken = isBearer(headers.get("authorization"));
      const hasSession = isSession(cookieOf(headers.get("cookie")));
      return hasToken || hasSession;
    },
    // Without a path the browser uses the folder of the address, which is also right below a path of a proxy.
    openSession(isSecure) {
      const end = String(clock() + sessionMs);
      const value = `${cookieName}=${end}.${signatureOf(end)}`;
      return `${value}; Max-Age=${sessionMs / 1_000}; ${attributes}${isSecure ? "; Secure" : ""}`;
    },
    endSession: () => `${cookieName}=; Max-Age=0; ${attributes}`,
  };
}

function cookieOf(header: string | null): string {
  const pairs = (header ?? "").slice(0, 16_384).split(";");
  const pair = pairs.map((each) => each.trim()).find((each) => each.startsWith(`${cookieName}=`));
  return pair?.slice(cookieName.length + 1) ?? "";
}
