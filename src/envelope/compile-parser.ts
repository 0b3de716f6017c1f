import type { Kind } from "../contract/index.ts";
import type { KindNames } from "./kind-names.ts";
import type { Finding } from "./match-template.ts";
import { joinFindings, matchTemplate } from "./match-template.ts";
import type { Fact, ObjectNode } from "./template.ts";
import type { WireError } from "./wire-error.ts";

/**
 * Turns a template round: gives the reader of its bodies. The reader never throws, whatever it is given.
 *
 * @returns a function that gives undefined for a body of another shape
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
    const findings = value === undefined ? undefined : matchTemplate(root, value);
    return findings === undefined ? undefined : wireError(status, findings, kinds);
  };
}

function wireError(status: number, findings: readonly Finding[], kinds: KindNames): WireError | undefined {
  const text = (fact: Fact): string | undefined =>
    findings.find((finding) => finding.fact === fact)?.value as string | undefined;
  const code = text("code");
  const message = text("message");
  const title = text("title");
  const docsUrl = text("docsUrl");
  // A body that names nothing is not this envelope's, even where all of the template's members may be absent.
  if (code === undefined && message === undefined && title === undefined && docsUrl === undefined) return undefined;
  const kind = kindOf(text("kind"), kinds);
  const requestId = text("requestId");
  const inDetails = findings.filter(({ fact }) => fact === "details");
  const details = joinFindings(inDetails);
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

function kindOf(name: string | undefined, kinds: KindNames): Kind | undefined {
  return name === undefined ? undefined : kinds.kindOf(name);
}
