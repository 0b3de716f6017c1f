import type { Effect, Kind, Remedy, Retry } from "../contract/index.ts";
import type { AnyApi } from "./api.ts";
import type { HeaderSource } from "./parse/untrusted-input.ts";

/** Defaults that a kind supplies to each of its codes. */
export interface KindDefaults {
  /** When the same request may be sent again. */
  readonly retry: Retry;
  /** Whether the failed request took effect on the server. */
  readonly effect: Effect;
  /** The next action, and who can take it. */
  readonly remedy: Remedy;
}

/** One code of the contract. Members are present where the code differs from its kind. */
export interface CodeMetadata {
  /** The code's canonical category. */
  readonly kind: Kind;
  /** When the same request may be sent again. @default the kind's */
  readonly retry?: Retry | undefined;
  /** Whether the failed request took effect on the server. @default the kind's */
  readonly effect?: Effect | undefined;
  /** The next action, and who can take it. @default the kind's */
  readonly remedy?: Remedy | undefined;
  /** Code whose `match` arm handles this code if the caller has no arm for it. */
  readonly parent?: string;
  /** URL of the code's page. @default the metadata's `docsUrl` followed by the code */
  readonly docsUrl?: string;
  /** Requests that a rate limit with this code covers: those of one operation, or all of the credential. @default "operation" */
  readonly limitScope?: "credential" | "operation";
}

/**
 * The part of a contract that the client needs at run time, small enough for browsers. `contractMetadata(contract)`
 * creates it from an importable contract; `errata generate client` writes it as a module.
 */
export interface ContractMetadata<Api extends AnyApi = AnyApi> {
  /** Kind of each code, or its full metadata where the code differs from its kind. */
  readonly codes: Readonly<Record<string, Kind | CodeMetadata>>;
  /** Defaults of the kinds that the codes use, and of those that a status can imply. */
  readonly kinds: Readonly<Partial<Record<Kind, KindDefaults>>>;
  /** URL prefix of the codes' pages; the code is appended. @default errors have the page that their body names */
  readonly docsUrl?: string;
  /** Operations that accept an idempotency key. @default none */
  readonly keyed?: readonly string[];
  /** Shapes of the contract's envelopes, which identify an error in a 2xx response. @default any unmistakable error body */
  readonly envelopes?: readonly EnvelopeShape[];
  /** Maps body fields to error properties; present only for envelopes that the generic parser cannot read. Used by `withBodyMaps`. */
  readonly bodies?: readonly BodyMap[];
  /** Parses the API's own bodies; set by `withBodyMaps`. @default the usual JSON form, otherwise the published formats */
  readonly read?: (body: unknown, response: UnparsedResponse) => ParsedBody | undefined;
  /** Phantom type parameter; always undefined at run time. */
  readonly api?: Api;
}

/** A response whose body could be anything. */
export interface UnparsedResponse {
  readonly status: number;
  readonly headers: HeaderSource;
  readonly text: string;
  /** Wait that `Retry-After` or a header in milliseconds asks for. @default none */
  readonly waitMs?: number | undefined;
}

/** Values that a body states about its error. `details` has the form in which it was sent. */
export interface ParsedBody {
  /** The error code. */
  readonly code?: string | undefined;
  /** Text for a person. */
  readonly message?: string | undefined;
  /** Structured data about this occurrence. */
  readonly details?: unknown;
  /** Request field that caused the error. */
  readonly param?: string | undefined;
  /** Id of the request in the API's log. */
  readonly requestId?: string | undefined;
  /** URL of the code's page. */
  readonly docsUrl?: string | undefined;
  /** Constant name of the problem. */
  readonly title?: string | undefined;
  /** Kind that the body itself names. */
  readonly kind?: Kind | undefined;
  /** When the same request may be sent again. @default the kind's */
  readonly retry?: Retry | undefined;
  /** Whether the request took effect. @default judged by the status */
  readonly effect?: Effect | undefined;
}

/** One step into a body: a member, an index of a list, or the list element whose members have these values. */
export type BodyPathStep = string | number | Readonly<Record<string, unknown>>;

/** A value that every body of an envelope has at the same path, such as `false` at `success`. */
export interface FixedMember {
  /** Where the value is. */
  readonly path: readonly BodyPathStep[];
  /** The constant. */
  readonly value: unknown;
}

/** A text that every error of an envelope has at the same path, or a constant. */
export interface RequiredMember {
  /** Names of members, and indexes of lists. */
  readonly path: readonly (string | number)[];
  /** The constant. @default any text */
  readonly value?: unknown;
}

/** Shape of one envelope, by which an error is recognised in a 2xx response. */
export interface EnvelopeShape {
  /** Members that every error of the envelope has: texts, and constants with their value. */
  readonly required: readonly RequiredMember[];
  /** Paths at which the code can be; empty if the envelope has no code. */
  readonly code: readonly (readonly (string | number)[])[];
  /** Names of the top-level members. @default any, because the envelope spreads its details there */
  readonly members?: readonly string[];
  /** Whether no success looks like it. Otherwise only a code of the contract makes a body an error. @default false */
  readonly isDistinct?: boolean;
}

/** Where a body keeps one property of the error. */
export interface BodyPath {
  /** `code`, `message`, `details`, `details.field`, `requestId`, `kind`, `docsUrl` or `title`; within a list `item` or `item.field`. */
  readonly property: string;
  /** Steps from the body to the value. */
  readonly path: readonly BodyPathStep[];
  /** Value that the body has where the property is missing. @default none */
  readonly absent?: unknown;
  /** Members beside spread details that are not part of the details. @default none */
  readonly except?: readonly string[];
  /** Paths within each element, where the property is a list. @default the elements are used as they are */
  readonly each?: readonly BodyPath[];
  /** Whether to strip a namespace before the value and a URL after it, which AWS adds to codes. @default false */
  readonly isAwsShape?: boolean;
}

/** Describes how to parse one envelope: plain data, derived from the contract's template. */
export interface BodyMap {
  /** Constants that identify a body of this envelope. @default none: every body is tried */
  readonly fixed?: readonly FixedMember[];
  /** Paths of the properties. The first path with a value wins, so exact paths come first. */
  readonly paths: readonly BodyPath[];
  /** Kinds by their name on the wire. Names that several kinds share are missing. @default none */
  readonly kindNames?: Readonly<Record<string, Kind>>;
}
