import type { AnyContract } from "../../contract/index.ts";
import { asCode, type Change, change } from "./change.ts";

/** The part of a semantic version that changes require to be raised. */
export type Bump = "major" | "minor" | "patch" | "none";

/** Returns the part of the version that must be raised: major for breaking changes, patch for texts, minor for the rest. */
export function requiredBump(changes: readonly Change[]): Bump {
  const counted = changes.filter(({ waived }) => waived === undefined);
  if (counted.length === 0) return "none";
  if (counted.some(({ verdict }) => verdict === "breaking")) return "major";
  return counted.every(({ rule }) => texts.includes(rule)) ? "patch" : "minor";
}

/** Reports a version that does not announce the changes. Versions that are not semantic are not compared. */
export function compareVersions(before: AnyContract, after: AnyContract, bump: Bump): readonly Change[] {
  const [old, now] = [readVersion(before.version), readVersion(after.version)];
  if (old === undefined || now === undefined || bump === "none") return [];
  const subject = { type: "contract", name: after.name } as const;
  const moved = compareNumbers(old, now);
  if (moved > 0)
    return [change("version-decreased", subject, `The version falls from ${before.version} to ${after.version}.`)];
  const needed = nextVersion(old, bump);
  if (compareNumbers(needed, now) <= 0) return [];
  const text = `The version is ${asCode(after.version)}, but the changes require ${asCode(needed.join("."))} or later.`;
  const fix = `Set version to ${needed.join(".")}.`;
  return [change("version-too-low", subject, text, { verdict: bump === "major" ? "breaking" : "risky", fix })];
}

/** The rules of changes that only people read. */
const texts: readonly string[] = ["message-changed", "title-changed", "docs-url-changed"];

type Numbers = readonly [major: number, minor: number, patch: number];

function readVersion(version: string): Numbers | undefined {
  const [, major, minor = "0", patch = "0"] =
    /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-+].*)?$/.exec(version) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** Before 1.0.0, a minor version may break. @see Semantic Versioning 2.0.0 item 4 */
function nextVersion([major, minor, patch]: Numbers, bump: Bump): Numbers {
  if (bump === "major" && major > 0) return [major + 1, 0, 0];
  return bump === "patch" ? [major, minor, patch + 1] : [major, minor + 1, 0];
}

function compareNumbers(one: Numbers, other: Numbers): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
