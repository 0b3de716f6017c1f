import type { KeyManagement, MintedKey } from "errata/guards";
import type { KeyRecord } from "errata/store";
import type { z } from "zod";
import { isoTime } from "../http/index.ts";
import type { RotatedKey, Rotation } from "./rotation.ts";

/** Errors of a key that cannot be rotated. */
export interface RotationRefusals {
  /** The key was already rotated. */
  readonly replaced: (details: { keyId: string; graceUntil: string }) => Error;
  /** The key is revoked or expired. */
  readonly inactive: (details: { reason: "revoked" | "expired" }) => Error;
}

/** A rotation that the caller may make. */
export interface KeyRotation extends Rotation {
  /** Key to rotate. */
  readonly key: KeyRecord;
  /** Whether the new key gets a new lifetime, as long as that of the old one. Otherwise it expires when the old one does. */
  readonly isRenewed: boolean;
  /** Current time in epoch milliseconds. */
  readonly now: number;
}

/** A new key, its secret, and the key that it replaces. */
export interface RotatedPair extends MintedKey {
  readonly replaces: z.output<typeof RotatedKey>;
}

/**
 * Rotates a key. Exactly one of several rotations succeeds; the others change nothing.
 *
 * @throws `refusals.replaced` with the id of the new key; `refusals.inactive` for a revoked or expired key
 */
export async function rotateKey(
  management: KeyManagement,
  { key: old, graceSec, isRenewed, now }: KeyRotation,
  refusals: RotationRefusals,
): Promise<RotatedPair> {
  const { createdAt, expiresAt } = old;
  const renewed = expiresAt === null ? null : now + (expiresAt - createdAt);
  const rotation = await management.rotate(old.tenant, old.id, graceSec * 1_000, isRenewed ? renewed : expiresAt);
  switch (rotation.status) {
    case "rotated":
      return {
        secret: rotation.secret,
        key: rotation.key,
        replaces: { id: old.id, graceUntil: isoTime(rotation.old.graceUntil ?? now) },
      };
    case "replaced": {
      const { replacedBy, graceUntil } = rotation.key;
      throw refusals.replaced({ keyId: replacedBy ?? "", graceUntil: isoTime(graceUntil ?? now) });
    }
    case "revoked":
    case "expired":
      throw refusals.inactive({ reason: rotation.status });
    default:
      throw new Error(`expected a key that can be rotated, found one with the status ${rotation.status}`);
  }
}
