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
  /** The body; the members of a form. */
  readonly value: Json;
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
  if (text === undefined) return {};
  if (type === "boolean") return { example: text === "true" };
  return { example: type === "integer" || type === "number" ? Number(text) : text };
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
    return [[exchange.name, { ...summary, value: body.value }]];
  });
  return examples.length === 0 ? {} : { examples: Object.fromEntries(examples) };
}
