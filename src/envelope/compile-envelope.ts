import type { Entry, FormatMessage, Json } from "../contract/index.ts";
import { ContractError } from "../contract/index.ts";
import { bodySchema } from "./body-schema.ts";
import type { BuiltInEnvelope } from "./built-in-envelopes.ts";
import { builtInEnvelopes } from "./built-in-envelopes.ts";
import { carriesOf } from "./carries.ts";
import { compileParser } from "./compile-parser.ts";
import { compileRenderer } from "./compile-renderer.ts";
import type { Setting } from "./constants.ts";
import { constantsOf, hasDetails } from "./constants.ts";
import type { Envelope, RenderValues } from "./envelope.ts";
import type { FaultList, FaultPath } from "./fault-list.ts";
import { faultList } from "./fault-list.ts";
import { readDeclaration } from "./read-declaration.ts";
import { sampleValue } from "./sample-value.ts";
import type { ObjectNode } from "./template.ts";

/** What an envelope is compiled with. */
export interface EnvelopeSurroundings {
  /** Name of the envelope, or of the contract whose envelope it is. */
  readonly name: string;
  /** Declarations that a name may mean, before the built-in ones. @default none */
  readonly envelopes?: Readonly<Record<string, Json>>;
  /** Name of the API, for templates that say `$api`. @default left out */
  readonly api?: string;
}

/** An envelope together with the template that it was compiled from. */
export interface CompiledEnvelope {
  readonly envelope: Envelope;
  readonly failure: ObjectNode;
}

/**
 * Compiles one declaration: the name of an envelope, a full declaration with `$failure`, or a failure template.
 *
 * @throws ContractError with every fault of the declaration
 */
export function compileEnvelope(declaration: Json, surroundings: EnvelopeSurroundings): Envelope {
  const faults = faultList();
  const { envelope } = compileDeclaration(declaration, surroundings, { path: ["envelope"], faults });
  if (faults.faults.length > 0) throw new ContractError(surroundings.name, faults.faults);
  return envelope;
}

/** Compiles one declaration; adds its faults to the list instead of throwing them. */
export function compileDeclaration(
  declaration: Json,
  { name, envelopes = {}, api }: EnvelopeSurroundings,
  { path, faults }: { readonly path: FaultPath; readonly faults: FaultList },
): CompiledEnvelope {
  const found = resolveName(declaration, envelopes, { path, faults });
  const { failure, success, mediaType, kinds } = readDeclaration(found.declaration, found.path, faults);
  const setting: Setting = { kinds, api };
  const renderer = (entry: Entry, format: FormatMessage = entry.format): ((facts: RenderValues) => string) => {
    const render = compileRenderer(failure, constantsOf(entry, setting), format);
    // A code without details answers the same whatever it was thrown with: that is what its page promises.
    if (hasDetails(entry)) return render;
    return (facts) => render(facts.details === undefined ? facts : { ...facts, details: undefined });
  };
  const envelope: Envelope = {
    name: typeof declaration === "string" ? declaration : name,
    mediaType,
    carries: carriesOf(failure, kinds),
    renderer,
    parse: compileParser(failure, kinds),
    schema: (entry) => bodySchema(failure, setting, entry),
    example: (entry, facts) => JSON.parse(renderer(entry)(exampleFacts(entry, facts))),
    success,
  };
  return { envelope, failure };
}

interface Place {
  readonly path: FaultPath;
  readonly faults: FaultList;
}

/** Follows names to a declaration. A name within its own declaration means the built-in envelope. */
function resolveName(
  declaration: Json,
  envelopes: Readonly<Record<string, Json>>,
  { path, faults }: Place,
): { readonly declaration: Json; readonly path: FaultPath } {
  const seen = new Set<string>();
  let found = declaration;
  let at = path;
  while (typeof found === "string") {
    const name: string = found;
    const own = Object.hasOwn(envelopes, name) && !seen.has(name) ? envelopes[name] : undefined;
    const builtIn = isBuiltIn(name) ? builtInEnvelopes[name] : undefined;
    if (own === undefined && builtIn === undefined) {
      const expected = `one of ${[...Object.keys(envelopes), ...Object.keys(builtInEnvelopes)].join(", ")}`;
      const fix = "Name an envelope of `envelopes`, a built-in one, or write the template itself.";
      faults.add("NAME_UNKNOWN", at, { expected, received: name, fix });
      return { declaration: { code: "$code", message: "$message" }, path: at };
    }
    seen.add(name);
    if (own !== undefined) at = ["envelopes", name];
    found = own ?? builtIn ?? null;
  }
  return { declaration: found, path: at };
}

function isBuiltIn(name: string): name is BuiltInEnvelope {
  return Object.hasOwn(builtInEnvelopes, name);
}

function exampleFacts(entry: Entry, { message, details, requestId }: Partial<RenderValues> = {}): RenderValues {
  const shown = details ?? (entry.details === undefined ? undefined : sampleValue(entry.details));
  return {
    ...(message === undefined ? {} : { message }),
    ...(shown === undefined ? {} : { details: shown }),
    requestId: requestId ?? "550e8400-e29b-41d4-a716-446655440000",
  };
}
