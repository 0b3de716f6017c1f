import { createHmac, randomBytes } from "node:crypto";

/** Makes a secret of 256 random bits, in the form that libraries for Standard Webhooks take. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** What is signed. */
export interface Message {
  /** The same at each attempt, so that a receiver sees a repeat. */
  readonly id: string;
  /** When this attempt is made, in epoch milliseconds. */
  readonly sentAt: number;
  readonly body: string;
}

/**
 * Gives the headers that prove who sent a message: one signature for each secret that is good now.
 *
 * @see https://www.standardwebhooks.com
 */
export function signedHeaders({ id, sentAt, body }: Message, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(sentAt / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
