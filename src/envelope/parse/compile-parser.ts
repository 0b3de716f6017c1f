import type { WireError } from "../envelope.ts";
import type { KindNames, ObjectNode, Variable } from "../template/index.ts";
import type { Match } from "./match-template.ts";
import { matchTemplate, mergeMatches } from "./match-template.ts";

/**
 * Compiles a template into a parser of its bodies. The parser never throws.
 *
 * @returns a function that returns undefined for a body of another shape
 */
export function compileParser(
  root: ObjectNode,
  kinds: KindNames,
): (status: number, body: string) => WireError | undefined {
  return (status, body) => {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return undefined;
    }
    const matches = matchTemplate(root, value);
    return matches && wireError(status, matches, kinds);
  };
}

function wireError(status: number, matches: readonly Match[], kinds: KindNames): WireError | undefined {
  const text = (name: Variable): string | undefined =>
    matches.find((match) => match.name === name)?.value as string | undefined;
  const code = text("code");
  const message = text("message");
  const title = text("title");
  const docsUrl = text("docsUrl");
  // A template whose members are all optional matches any object. A body that identifies no error is not its own.
  if (code === undefined && message === undefined && title === undefined && docsUrl === undefined) return undefined;
  const kindName = text("kind");
  const kind = kindName === undefined ? undefined : kinds.kindOf(kindName);
  const requestId = text("requestId");
  const inDetails = matches.filter(({ name }) => name === "details");
  const details = mergeMatches(inDetails);
  const param = inDetails.find(({ path }) => path.length === 1 && path[0] === "param")?.value;
  return {
    status,
    ...(code !== undefined && { code }),
    ...(kind !== undefined && { kind }),
    ...(title !== undefined && { title }),
    ...(message !== undefined && { message }),
    ...(details !== undefined && { details }),
    ...(typeof param === "string" && { param }),
    ...(docsUrl !== undefined && { docsUrl }),
    ...(requestId !== undefined && { requestId }),
  };
}
