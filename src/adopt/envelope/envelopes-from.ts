import { ContractError, type Json } from "../../contract/index.ts";
import { compileEnvelope } from "../../envelope/index.ts";
import { type ExampleBody, type Fact, fact } from "../facts.ts";
import { matchBuiltIn } from "./match-built-in.ts";
import { templateOf } from "./template-of.ts";

/** The envelopes that examples show. */
export interface FoundEnvelopes {
  /** Name of a built-in envelope, or a template; undefined if no example has a code. */
  readonly envelope: Json | undefined;
  /** Further templates, by name. */
  readonly envelopes: Readonly<Record<string, Json>>;
  /** Envelope of each code whose example has another one than the first. */
  readonly byCode: ReadonlyMap<string, string>;
  /** Messages and details of the examples. */
  readonly facts: readonly Fact[];
}

/** Derives the envelopes from examples of bodies. Built-in ones are recognised; the most frequent one comes first. */
export function envelopesFrom(bodies: readonly ExampleBody[], codes: ReadonlySet<string>): FoundEnvelopes {
  const examples = bodies.flatMap(({ value, source }): readonly Example[] => {
    const { template, code, message, details } = templateOf(value, codes);
    const declaration = matchBuiltIn(template) ?? template;
    if (code === undefined || !codes.has(code) || !compiles(declaration)) return [];
    const texts = message === undefined ? [] : [fact(code, "message", message, source, "derived")];
    const data = details === undefined ? [] : [fact(code, "details", details, source, "derived")];
    return [{ code, declaration, facts: [...texts, ...data] }];
  });
  const [first, ...others] = groupsOf(examples);
  const templates = others.filter(({ declaration }) => typeof declaration !== "string");
  const byCode = others.flatMap(({ name, codes: members }) =>
    [...members].filter((code) => first?.codes.has(code) !== true).map((code) => [code, name] as const),
  );
  return {
    envelope: first?.declaration,
    envelopes: Object.fromEntries(templates.map(({ name, declaration }) => [name, declaration])),
    byCode: new Map(byCode),
    facts: examples.flatMap(({ facts }) => facts),
  };
}

interface Example {
  readonly code: string;
  readonly declaration: Json;
  readonly facts: readonly Fact[];
}

interface Group {
  readonly name: string;
  readonly declaration: Json;
  readonly codes: ReadonlySet<string>;
}

/** Groups examples by their envelope, the most frequent one first. */
function groupsOf(examples: readonly Example[]): readonly Group[] {
  const groups = new Map<string, Example[]>();
  for (const example of examples) {
    const key = JSON.stringify(example.declaration);
    groups.set(key, [...(groups.get(key) ?? []), example]);
  }
  return [...groups.values()]
    .toSorted((one, other) => other.length - one.length)
    .map((group, index) => {
      const declaration = group[0]?.declaration ?? null;
      const name = typeof declaration === "string" ? declaration : `envelope-${index + 1}`;
      return { name, declaration, codes: new Set(group.map(({ code }) => code)) };
    });
}

function compiles(declaration: Json): boolean {
  try {
    compileEnvelope(declaration, { name: "adopted" });
    return true;
  } catch (error) {
    if (error instanceof ContractError) return false;
    throw error;
  }
}
