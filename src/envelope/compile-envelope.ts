import { requireMember } from "../contract/faults/arguments.ts";
import type { Entry, FormatMessage, Json } from "../contract/index.ts";
import { ContractError } from "../contract/index.ts";
import { builtInEnvelopes } from "./built-in-envelopes.ts";
import type { Envelope, RenderValues, WireEnvelope } from "./envelope.ts";
import { compileParser } from "./parse/index.ts";
import { compileRenderer } from "./render/index.ts";
import { bodySchema, sampleValue } from "./schema/index.ts";
import type { FaultList, FaultPath, ObjectNode, TemplateContext } from "./template/index.ts";
import { codeValues, envelopeFields, faultList, hasDetails, readDeclaration } from "./template/index.ts";

/** Options of `compileEnvelope`. A contract can be passed as it is. */
export interface EnvelopeOptions {
  /** Name of the envelope, or of the contract that it belongs to. Required. */
  readonly name: string;
  /** Declarations by name. They take precedence over built-in envelopes of the same name. @default {} */
  readonly envelopes?: Readonly<Record<string, Json>>;
  /** Name of the API, sent as `$api`. @default absent */
  readonly api?: string;
}

/**
 * Compiles an envelope from a name, a template, or a declaration
 * `{ $failure: template, $success?: template with "$data", $mediaType?: string, $kindNames?: { kind: name, "*": name } }`.
 *
 * A template is JSON. A string that begins with `$` is replaced by a value of the error:
 *
 * | template | result |
 * |---|---|
 * | `"$code"`, `"$message"`, `"$details"`, `"$requestId"` | the value; null when it is absent |
 * | `"$status"`, `"$kind"`, `"$title"`, `"$docsUrl"`, `"$grpc"` | the value that the contract gives to the code |
 * | `"$api"` | name of the API |
 * | `"$details.field"` | a member of the details |
 * | `"$param"` | short for `"$details.param"`; the parser also returns it as `param` |
 * | `"$x?"` | the member is omitted when the value is absent |
 * | `"$x=<JSON>"` | the JSON is sent when the value is absent: `"$details={}"` |
 * | `"$status:string"` | the value as a string; `"$details:string"` is an object whose members are strings. Not parsed back exactly |
 * | `"$grpc:connect"` | the gRPC name in Connect's spelling: `"not_found"` |
 * | `"$code:shape"` | the code; the parser strips the namespace and address of a Smithy shape name |
 * | `"$ignored"` | a member that is never sent (or only with its default) and never parsed |
 * | `"$$text"` | the literal string `"$text"` |
 *
 * An object can contain these special members:
 *
 * | template | result |
 * |---|---|
 * | `{ "...": "$details" }` | the members of the details, spread. A contract whose details clash with other members is rejected |
 * | `{ "...name": "$details" }` | the same, but details that clash or are not an object are sent whole as `name` |
 * | `{ "$each": "$details.errors", "$item": { "at": "$item.field" } }` | an array with one item per element of the list |
 * | `{ "$when": "$requestId", … }` | an object that is omitted when the value is absent. In a list of values, one is enough |
 * | `{ "$protobuf": { "1": "$code", "3": "$details:string?" } }` | a Protocol Buffers message in base64, by field number: strings, maps of strings and messages |
 * | `{ "$protobuf": "$details" }` | the details as a google.protobuf.Value in base64 |
 *
 * The parser treats null and absent alike. Any other string or member that begins with `$` is rejected. In `$kindNames`, `*`
 * names every kind that is not listed.
 *
 * @throws ContractError with every fault of the declaration
 * @example
 * ```ts
 * import { compileEnvelope } from "errata/envelope";
 *
 * const envelope = compileEnvelope(
 *   { ok: false, error: { code: "$code", text: "$message", info: "$details?" }, trace: "$requestId?" },
 *   { name: "shop" },
 * );
 * envelope.parse(404, '{"ok":false,"error":{"code":"GONE","text":"Gone."}}')?.code; // "GONE"
 * ```
 */
export function compileEnvelope(declaration: Json, options: EnvelopeOptions): Envelope {
  requireMember("the options of compileEnvelope", options, "name", "an object with a name");
  return describedEnvelope(compileAlone(declaration, options));
}

/**
 * Compiles an envelope like `compileEnvelope`, without schemas and examples, which are a fifth of a server's bundle.
 *
 * @throws ContractError with every fault of the declaration
 * @example
 * ```ts
 * import { compileWireEnvelope } from "errata/envelope";
 *
 * compileWireEnvelope("flat", { name: "shop" }).parse(404, '{"code":"GONE","message":"Gone."}')?.code; // "GONE"
 * ```
 */
export function compileWireEnvelope(declaration: Json, options: EnvelopeOptions): WireEnvelope {
  requireMember("the options of compileWireEnvelope", options, "name", "an object with a name");
  return compileAlone(declaration, options).envelope;
}

function compileAlone(declaration: Json, options: EnvelopeOptions): CompiledEnvelope {
  const faults = faultList();
  const compiled = compileDeclaration(declaration, options, ["envelope"], faults);
  if (faults.faults.length > 0) throw new ContractError(options.name, faults.faults);
  return compiled;
}

/** An envelope with the parts that it was compiled from. */
export interface CompiledEnvelope {
  readonly envelope: WireEnvelope;
  readonly failure: ObjectNode;
  readonly context: TemplateContext;
}

/** Adds schemas and examples to an envelope. */
export function describedEnvelope({ envelope, failure, context }: CompiledEnvelope): Envelope {
  return {
    ...envelope,
    schema: (entry) => bodySchema(failure, context, entry),
    example: (entry, values) => JSON.parse(envelope.renderer(entry)(exampleValues(entry, values))),
  };
}

/** Compiles an envelope and returns it with its template. Faults are added to the list. */
export function compileDeclaration(
  declaration: Json,
  { name, envelopes = {}, api }: EnvelopeOptions,
  path: FaultPath,
  faults: FaultList,
): CompiledEnvelope {
  const resolved = resolveName(declaration, envelopes, path, faults);
  const { failure, success, mediaType, kinds } = readDeclaration(resolved.declaration, resolved.path, faults);
  const context: TemplateContext = { kinds, api };
  const renderer = (entry: Entry, format: FormatMessage = entry.format): ((values: RenderValues) => string) => {
    const render = compileRenderer(failure, codeValues(entry, context), format);
    // The reference promises that a code without details sends none, so details passed by mistake are dropped.
    if (hasDetails(entry)) return render;
    return (values) => render(values.details === undefined ? values : { ...values, details: undefined });
  };
  const envelope: WireEnvelope = {
    name: typeof declaration === "string" ? declaration : name,
    mediaType,
    fields: envelopeFields(failure, kinds),
    renderer,
    parse: compileParser(failure, kinds),
    success,
  };
  return { envelope, failure, context };
}

/** Follows names to a declaration. A declaration that refers to its own name means the built-in envelope. */
function resolveName(
  declaration: Json,
  envelopes: Readonly<Record<string, Json>>,
  path: FaultPath,
  faults: FaultList,
): { readonly declaration: Json; readonly path: FaultPath } {
  const seen = new Set<string>();
  let current = { declaration, path };
  while (typeof current.declaration === "string") {
    const name: string = current.declaration;
    const declared = seen.has(name) ? undefined : getOwn(envelopes, name);
    const target = declared ?? getOwn(builtInEnvelopes, name);
    if (target === undefined) {
      const expected = `one of ${[...Object.keys(envelopes), ...Object.keys(builtInEnvelopes)].join(", ")}`;
      const fix = "Name a built-in envelope or one of `envelopes`, or write the template itself.";
      faults.add("NAME_UNKNOWN", current.path, { expected, received: name, fix });
      return { declaration: { code: "$code", message: "$message" }, path: current.path };
    }
    seen.add(name);
    current = { declaration: target, path: declared === undefined ? current.path : ["envelopes", name] };
  }
  return current;
}

function getOwn<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function exampleValues(entry: Entry, { message, details, requestId }: Partial<RenderValues> = {}): RenderValues {
  const shown = details ?? (entry.details === undefined ? undefined : sampleValue(entry.details));
  return {
    ...(message === undefined ? {} : { message }),
    ...(shown === undefined ? {} : { details: shown }),
    requestId: requestId ?? "550e8400-e29b-41d4-a716-446655440000",
  };
}
