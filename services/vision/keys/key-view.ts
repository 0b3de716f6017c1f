import type { KeyRecord } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";

/** A key as the API shows it: never its text. */
export interface KeyView {
  readonly id: string;
  /** First characters, to tell keys apart. */
  readonly start: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly deactivatedAt: string | null;
}

/** Writes a key as the API shows it. */
export function viewKey({ id, start, scopes, createdAt, expiresAt, revokedAt }: KeyRecord): KeyView {
  const time = (epochMs: number | null): string | null => (epochMs === null ? null : isoTime(epochMs));
  return {
    id,
    start,
    scopes,
    createdAt: isoTime(createdAt),
    expiresAt: time(expiresAt),
    deactivatedAt: time(revokedAt),
  };
}
