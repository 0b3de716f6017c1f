import { requireContract, requireMember } from "../contract/faults/arguments.ts";
import type { AnyContract, Json, JsonSchema } from "../contract/index.ts";

/**
 * Schema of an input or an output: a Standard Schema that produces JSON Schema (Zod 4.2, ArkType, Valibot with its
 * converter), or JSON Schema itself. A `title` in it becomes the name of the component.
 */
export type DescribedSchema =
  | {
      readonly "~standard": {
        readonly jsonSchema?: Readonly<Record<"input" | "output", (options: { target: "draft-2020-12" }) => unknown>>;
      };
    }
  | JsonSchema;

/** The inputs and outputs of an API, for OpenAPI documents and for the pages of operations. */
export interface ApiDescription<Name extends string = string> {
  /** Purpose of the API, as Markdown. @default undefined */
  readonly description?: string | undefined;
  /** Every operation of the contract, by `METHOD /path`. */
  readonly operations: Readonly<Record<Name, OperationDescription>>;
  /** Meanings of the groups of operations, as Markdown, by their `tag`. @default none */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Security schemes as OpenAPI objects, by name. Every operation that is not public needs one of them. @default none */
  readonly security?: Readonly<Record<string, Json>> | undefined;
  /** Requests that the API sends, by the name of the event. @default none */
  readonly webhooks?: Readonly<Record<string, WebhookDescription>> | undefined;
  /** License of the API, as an OpenAPI License object. @default undefined */
  readonly license?:
    | {
        /** Name of the license. */
        readonly name: string;
        /** SPDX expression. Use it or `url`. @default undefined */
        readonly identifier?: string;
        /** Address of the text. @default undefined */
        readonly url?: string;
      }
    | undefined;
}

/** The input and the output of one operation. */
export interface OperationDescription {
  /** Purpose of the operation, as one short sentence. @default the contract's summary */
  readonly summary?: string | undefined;
  /** Everything else about the operation, as Markdown. @default undefined */
  readonly description?: string | undefined;
  /** Name of the group that the operation belongs to: "Orders". @default undefined */
  readonly tag?: string | undefined;
  /** Whether the operation needs no credential. @default false */
  readonly isPublic?: boolean | undefined;
  /** Schemas of path parameters, by name. @default strings */
  readonly path?: Readonly<Record<string, DescribedSchema>> | undefined;
  /** Schema of the query, an object with one member per parameter. @default no query */
  readonly query?: DescribedSchema | undefined;
  /** Schema of request headers, an object with one member per header. Leave out credentials and Idempotency-Key. @default none */
  readonly headers?: DescribedSchema | undefined;
  /** Schema of the JSON body. @default no JSON body */
  readonly body?: DescribedSchema | undefined;
  /** Schemas of other bodies, by media type. @default none */
  readonly content?: Readonly<Record<string, DescribedSchema>> | undefined;
  /** Whether the request can be sent without a body. @default false */
  readonly isBodyOptional?: boolean | undefined;
  /** Responses below 400, by status. */
  readonly responses: Readonly<Record<number, ResponseDescription>>;
}

/** One response that is not an error. */
export interface ResponseDescription {
  /** Meaning of the response, as one sentence. */
  readonly description: string;
  /** Schema of the JSON body, without the contract's success envelope, which is added. @default no JSON body */
  readonly body?: DescribedSchema | undefined;
  /** Schemas of other bodies, by media type. `{}` describes bytes. @default none */
  readonly content?: Readonly<Record<string, DescribedSchema>> | undefined;
  /** Headers as OpenAPI Header objects, by name. @default none */
  readonly headers?: Readonly<Record<string, Json>> | undefined;
}

/** One request that the API sends. */
export interface WebhookDescription {
  /** When it is sent, as one sentence. */
  readonly summary: string;
  /** Retries, signature and everything else a receiver must know, as Markdown. @default undefined */
  readonly description?: string | undefined;
  /** Schema of the headers, an object with one member per header. @default none */
  readonly headers?: DescribedSchema | undefined;
  /** Schema of the JSON body. */
  readonly body: DescribedSchema;
  /** Meanings of the receiver's response, by status or range (`2XX`). */
  readonly responses: Readonly<Record<string, string>>;
}

/**
 * Returns a description, and checks its types and names against a contract: every operation is described, and no other.
 *
 * @throws RangeError if an operation is missing or unknown, or `tags` has a group without operations
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { describeApi, openapi } from "errata/openapi";
 * import { z } from "zod";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * const NewOrder = z.strictObject({ sku: z.string().max(40), quantity: z.int().min(1).max(100) });
 * const Order = NewOrder.extend({ id: z.string() });
 * const api = describeApi(shop, {
 *   operations: {
 *     "POST /orders": { body: NewOrder, responses: { 201: { description: "The order.", body: Order } } },
 *   },
 * });
 * console.log(JSON.stringify(openapi(shop, { api }).document));
 * ```
 */
export function describeApi<Name extends string>(
  contract: AnyContract & {
    /** Returns what throws the codes of an operation. */
    operation(name: Name): unknown;
  },
  description: ApiDescription<Name>,
): ApiDescription {
  requireContract("describeApi", contract);
  requireMember("describeApi: description", description, "operations", "an object with operations");
  checkNames(contract, description);
  return description;
}

/** @throws RangeError if an operation is missing or unknown, or `tags` has a group without operations */
export function checkNames({ name, operations }: AnyContract, description: ApiDescription): void {
  const described = Object.keys(description.operations);
  const unknown = described.filter((operation) => !operations.has(operation));
  const missing = [...operations.keys()].filter((operation) => !described.includes(operation));
  if (unknown.length > 0)
    throw new RangeError(
      `Expected operations of the contract ${name}, received ${unknown.join(", ")}. Correct the name, or declare the operation in the contract.`,
    );
  if (missing.length > 0)
    throw new RangeError(
      `Expected a description of every operation of the contract ${name}, but ${missing.join(", ")} ${missing.length === 1 ? "has" : "have"} none. Add ${missing.length === 1 ? "it" : "them"} to \`operations\`.`,
    );
  const used = new Set(Object.values(description.operations).map(({ tag }) => tag));
  const [unused] = Object.keys(description.tags ?? {}).filter((tag) => !used.has(tag));
  if (unused !== undefined)
    throw new RangeError(
      `Expected \`tags\` of operations of the contract ${name}, received ${JSON.stringify(unused.slice(0, 80))}. Correct the name, or remove it.`,
    );
}
