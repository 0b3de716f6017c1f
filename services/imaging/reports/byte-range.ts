import type { ByteRange } from "../../shared/files/index.ts";

/**
 * Reads a Range header of one range. Several ranges, other units and ranges outside of the file are ignored, as RFC 9110
 * permits.
 *
 * @returns undefined for the whole file
 * @see RFC 9110 section 14.2
 */
export function readRange(header: string | undefined, bytes: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const range =
    first === ""
      ? { first: Math.max(0, bytes - Number(last)), last: bytes - 1 }
      : { first: Number(first), last: last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1) };
  return range.first <= range.last ? range : undefined;
}
