import type { Json } from "../../contract/index.ts";
import { isObject } from "./maps/index.ts";

/** Checks whether a member with a name holds codes. */
export function isCodeName(name: string): boolean {
  return /^(?:code|error_?code|reason|error|issue)$/i.test(name);
}

/** Returns the code in the body of an error, at any place. */
export function codeIn(value: Json, depth: number): string | undefined {
  if (depth > 4) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : codeIn(value[0] as Json, depth + 1);
  if (!isObject(value)) return undefined;
  for (const [name, member] of Object.entries(value))
    if (
      isCodeName(name) &&
      typeof member === "string" &&
      /^[A-Za-z0-9][\w.:/-]{2,62}$/.test(member) &&
      !/^[45]\d\d$/.test(member)
    )
      return member;
  return Object.values(value)
    .map((member) => codeIn(member as Json, depth + 1))
    .find((code) => code !== undefined);
}

/** Returns the code of a body that the description of its response lists, which wins over that of a class around it. */
export function describedIn(value: Json, described: ReadonlySet<string>, depth = 0): string | undefined {
  if (described.size === 0 || typeof value !== "object" || value === null || depth > 6) return undefined;
  for (const member of (Object.values(value) as readonly Json[]).slice(0, 20)) {
    const code = typeof member === "string" && described.has(member) ? member : undefined;
    const found = code ?? describedIn(member, described, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns the code of a body that a schema lists for a member of its name. */
export function listedIn(value: Json | undefined, listed: ReadonlySet<string>, depth: number): string | undefined {
  if (!isObject(value) || depth > 4 || listed.size === 0) return undefined;
  const members = Object.entries(value).slice(0, 50);
  const own = members.find(([name, member]) => isCodeName(name) && typeof member === "string" && listed.has(member));
  if (own !== undefined) return String(own[1]);
  return members.map(([, member]) => listedIn(member, listed, depth + 1)).find((code) => code !== undefined);
}
