import { createHmac, randomBytes } from "node:crypto";

/** Creates a secret of 256 random bits, in the format of Standard Webhooks. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** A message to sign. */
export interface Message {
  /** The same on each attempt, so that the receiver can detect a repetition. */
  readonly id: string;
  /** Time of this attempt, in epoch milliseconds. */
  readonly sentAt: number;
  readonly body: string;
}

/**
 * Returns the signature headers of a message, with one signature per secret.
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
