import type { Entry, FormatMessage, Json, JsonSchema, Kind } from "../contract/index.ts";
import type { EnvelopeFields } from "./template/index.ts";

/**
 * A wire format of errors. Renderer, parser, schema and example are derived from one template, so they always agree.
 *
 * @example
 * ```ts
 * import { compileEnvelope } from "errata/envelope";
 *
 * const envelope = compileEnvelope({ error: { code: "$code", message: "$message" } }, { name: "shop" });
 * envelope.parse(404, '{"error":{"code":"ORDER_NOT_FOUND","message":"Order not found."}}');
 * // { status: 404, code: "ORDER_NOT_FOUND", message: "Order not found." }
 * ```
 */
export interface Envelope {
  /** Name that the declaration refers to; for a template, the name passed in the options. */
  readonly name: string;
  /** Content-Type of the bodies, without parameters. @default "application/json" */
  readonly mediaType: string;
  /** The fields that survive rendering and parsing: `parse(render(error))` equals the error restricted to them. */
  readonly fields: EnvelopeFields;
  /**
   * Compiles a function that writes the bodies of one code. Call it once per code and reuse the function. The function
   * never throws, and writes the same bytes as `JSON.stringify`.
   *
   * @param format writes the message, in the language of the response. @default the entry's own
   * @example
   * ```ts
   * import { contract } from "errata";
   * import { envelopesOf } from "errata/envelope";
   *
   * const shop = contract({
   *   name: "shop",
   *   version: "1.0.0",
   *   envelope: "flat",
   *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
   * });
   * const { entry } = shop.error.ORDER_NOT_FOUND;
   * const render = envelopesOf(shop).of(entry).renderer(entry);
   * render({ requestId: "req_1" });
   * // {"code":"ORDER_NOT_FOUND","message":"Order not found.","requestId":"req_1"}
   * ```
   */
  renderer(entry: Entry, format?: FormatMessage): (values: RenderValues) => string;
  /**
   * Parses a body. Never throws.
   *
   * @param status HTTP status of the response, 100 to 599; a status in the body is ignored
   * @returns undefined when the body has another shape
   * @example
   * ```ts
   * import { compileEnvelope } from "errata/envelope";
   *
   * const problem = compileEnvelope("problem+json", { name: "shop" });
   * problem.parse(404, '{"title":"Not found","code":"ORDER_NOT_FOUND"}')?.code; // "ORDER_NOT_FOUND"
   * problem.parse(502, "<html>"); // undefined
   * ```
   */
  parse(status: number, body: string): WireError | undefined;
  /**
   * Returns the JSON Schema (2020-12) of the bodies of one code; without an entry, of any code.
   *
   * @example
   * ```ts
   * import { compileEnvelope } from "errata/envelope";
   *
   * compileEnvelope("fastapi", { name: "shop" }).schema();
   * // { $schema: "…", type: "object", properties: { detail: { type: "string" } }, required: ["detail"] }
   * ```
   */
  schema(entry?: Entry): JsonSchema;
  /**
   * Returns the body that the reference shows for a code. Values that are not passed are sampled from the details schema.
   *
   * @example
   * ```ts
   * import { contract } from "errata";
   * import { compileEnvelope } from "errata/envelope";
   *
   * const shop = contract({
   *   name: "shop",
   *   version: "1.0.0",
   *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
   * });
   * compileEnvelope("fastapi", shop).example(shop.error.ORDER_NOT_FOUND.entry); // { detail: "Order not found." }
   * ```
   */
  example(entry: Entry, values?: Partial<RenderValues>): Json;
  /**
   * Wraps the data of a successful response in the envelope's success template; returns it unchanged without one.
   *
   * @example
   * ```ts
   * import { compileEnvelope } from "errata/envelope";
   *
   * const envelope = compileEnvelope("success-error", { name: "shop" });
   * envelope.success({ id: "ord_1" }); // { success: true, data: { id: "ord_1" } }
   * ```
   */
  success(data: unknown): unknown;
}

/** The part of an envelope that servers use. Its bundle has neither schemas nor examples. */
export type WireEnvelope = Omit<Envelope, "schema" | "example">;

/** The values of one error that its code does not determine. */
export interface RenderValues {
  /** Text for a person. @default the code's message, formatted with the details */
  readonly message?: string;
  /**
   * Structured data about the error. Null counts as absent, and so does a value that JSON cannot represent (a cycle, a
   * bigint). Ignored for a code that declares no details. @default absent
   */
  readonly details?: unknown;
  /** @default absent */
  readonly requestId?: string;
}

/** An error parsed from a response. Fields that the envelope does not send are absent. */
export interface WireError {
  /** HTTP status of the response, 100 to 599. */
  readonly status: number;
  /** Code of the error. */
  readonly code?: string;
  /** Set only if the envelope sends a kind name that no other kind shares. */
  readonly kind?: Kind;
  /** Short name of the error, the same for every occurrence. */
  readonly title?: string;
  /** Text for a person about this occurrence. */
  readonly message?: string;
  /** Structured data about this occurrence, as parsed from JSON. */
  readonly details?: unknown;
  /** The request field that caused the error, if the envelope sends it; also `details.param`. */
  readonly param?: string;
  /** Address of the code's page. */
  readonly docsUrl?: string;
  /** Id of the request, to quote to support. */
  readonly requestId?: string;
}

/** Writes one part of a body; undefined omits the part. */
export type Write = (values: RenderValues, item?: unknown) => string | undefined;
