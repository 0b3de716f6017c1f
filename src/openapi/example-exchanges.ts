import type { Json, JsonSchema } from "../contract/index.ts";

/** A request that succeeds and its response, as examples of an operation. */
export interface ExampleExchange {
  /** Key of its examples, unique in the operation: letters, digits, `.`, `-` and `_`. */
  readonly name: string;
  /** Purpose of the request, in a few words. @default undefined */
  readonly summary?: string | undefined;
  /** Texts of the parameters, by place and name. @default none */
  readonly parameters?: Partial<Readonly<Record<ParameterPlace, Readonly<Record<string, string>>>>> | undefined;
  /** Body of the request. @default none */
  readonly body?: ExampleBody | undefined;
  /** The response. */
  readonly response: {
    /** Status, 200 to 399. */
    readonly status: number;
    /** Headers, by name in lower case: examples of those that the description has. @default none */
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** Body, with the success envelope. @default none */
    readonly body?: ExampleBody | undefined;
  };
}

/** Where a request has a parameter. */
export type ParameterPlace = "path" | "query" | "header";

/** A body as an example. */
export interface ExampleBody {
  /** Media type without parameters: `application/json`. */
  readonly mediaType: string;
  /** The body; the members of a form. @default undefined: only the length is known */
  readonly value?: Json | undefined;
  /** Length in bytes of a body that is not text, which the example describes. @default undefined */
  readonly bytes?: number | undefined;
}

/** Returns the examples of a request's body in one media type, as a member of its object; empty without any. */
export function bodyExamples(exchanges: readonly ExampleExchange[], mediaType: string): { readonly examples?: Json } {
  return examplesIn(mediaType, exchanges, ({ body }) => body);
}

/** Returns the examples of one response in one media type, as a member of its object; empty without any. */
export function responseExamples(
  exchanges: readonly ExampleExchange[],
  status: string,
  mediaType: string,
): { readonly examples?: Json } {
  const answered = exchanges.filter(({ response }) => String(response.status) === status);
  return examplesIn(mediaType, answered, ({ response }) => response.body);
}

/** Returns the example of a parameter, as a member of its object; empty if no exchange has the parameter. */
export function parameterExample(
  exchanges: readonly ExampleExchange[],
  place: ParameterPlace,
  name: string,
  { type }: JsonSchema,
): { readonly example?: Json } {
  const [text] = exchanges.flatMap(({ parameters }) => parameters?.[place]?.[name] ?? []);
  return text === undefined ? {} : { example: typed(text, type) };
}

/** Returns the headers of one response with examples of their values. A header that has an example keeps it. */
export function headersWithExamples(
  exchanges: readonly ExampleExchange[],
  status: string,
  headers: Readonly<Record<string, Json>>,
): Json {
  const answered = exchanges.filter(({ response }) => String(response.status) === status);
  const pairs = Object.entries(headers).map(([name, header]): [string, Json] => {
    const [text] = answered.flatMap(({ response }) => response.headers?.[name.toLowerCase()] ?? []);
    const { schema, example, examples } = header as Readonly<Record<string, Json>>;
    if (text === undefined || schema === undefined || example !== undefined || examples !== undefined)
      return [name, header];
    return [name, { ...(header as object), example: typed(text, (schema as JsonSchema).type) } as Json];
  });
  return Object.fromEntries(pairs);
}

function typed(text: string, type: JsonSchema["type"]): Json {
  if (type === "boolean") return text === "true";
  return type === "integer" || type === "number" ? Number(text) : text;
}

function examplesIn(
  mediaType: string,
  exchanges: readonly ExampleExchange[],
  bodyOf: (exchange: ExampleExchange) => ExampleBody | undefined,
): { readonly examples?: Json } {
  const examples = exchanges.flatMap((exchange): [string, Json][] => {
    const body = bodyOf(exchange);
    if (body?.mediaType !== mediaType) return [];
    const summary = exchange.summary === undefined ? {} : { summary: exchange.summary };
    return [[exchange.name, { ...summary, value: contentOf(body) }]];
  });
  return examples.length === 0 ? {} : { examples: Object.fromEntries(examples) };
}

/** Bytes that are not text are described, because JSON cannot hold them. */
function contentOf({ mediaType, value, bytes }: ExampleBody): Json {
  return value ?? `(${bytes?.toLocaleString("en") ?? "the"} bytes of ${mediaType})`;
}
