import type { Condition } from "./condition.ts";
import type { DetailsSchema } from "./details.ts";
import { toJsonSchema } from "./details.ts";
import type { JsonSchema } from "./json.ts";
import type { Charged, Effect, Kind, Retry } from "./kind.ts";
import { kinds } from "./kind.ts";
import type { FormatMessage } from "./message.ts";
import { compileMessage } from "./message.ts";
import type { Remedy } from "./remedy.ts";

/** One reason why a code occurs, with its own way out. */
export interface Cause {
  readonly when: string;
  readonly remedy: Remedy;
}

/** Declares one code. Only `kind`, `when` and `message` are required; the kind gives the rest. */
export interface ErrorDefinition {
  readonly kind: Kind;
  /** The exact condition, for the reference: one sentence. */
  readonly when: string;
  /** Text for a person, in ICU MessageFormat; its placeholders are keys of the details. */
  readonly message: string;
  /** @default the kind's status */
  readonly status?: number;
  /** Short constant name of the problem. @default the code in words */
  readonly title?: string;
  /** Schema of the structured facts of one occurrence. @default no details */
  readonly details?: DetailsSchema;
  readonly retry?: Retry;
  readonly effect?: Effect;
  readonly charged?: Charged;
  readonly remedy?: Remedy;
  /** Canonical gRPC status name. @default the kind's */
  readonly grpc?: string;
  readonly causes?: readonly Cause[];
  /** Causes that this code hides behind one byte-identical answer; a code with masks has no details and a constant message. */
  readonly masks?: readonly string[];
  /** Response headers; a value may hold placeholders: `{ "Retry-After": "{retryAfterSec}" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Name of the envelope, where the contract has several. @default the contract's `envelope` */
  readonly envelope?: string;
  /** Code that an older client may take this one for. */
  readonly parent?: string;
  /** Version of the contract that brought the code. */
  readonly since?: string;
  /** Version since which the code is no longer raised for new clients. */
  readonly deprecated?: string;
  readonly replacedBy?: string;
  /** Address of the code's page. @default the contract's `docsUrl` followed by the code */
  readonly docsUrl?: string;
}

/** One code with all of its facts, defaults filled in. */
export interface Entry
  extends Required<Pick<ErrorDefinition, "status" | "title" | "retry" | "effect" | "charged" | "remedy" | "grpc">> {
  readonly code: string;
  readonly kind: Kind;
  readonly when: string;
  readonly message: string;
  /** Text in other languages, by BCP 47 tag. */
  readonly messages: Readonly<Record<string, string>>;
  /** JSON Schema of the details; undefined for a code without details. */
  readonly details: JsonSchema | undefined;
  /** The schema as it was declared, able to validate. */
  readonly schema: DetailsSchema | undefined;
  readonly causes: readonly Cause[];
  readonly masks: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly envelope: string | undefined;
  readonly parent: string | undefined;
  readonly since: string | undefined;
  readonly deprecated: string | undefined;
  readonly replacedBy: string | undefined;
  readonly docsUrl: string | undefined;
  /** The condition that this entry serves by default; undefined for the contract's own codes. */
  readonly condition: Condition | undefined;
  /** Writes the message in the contract's own language. */
  readonly format: FormatMessage;
}

/** What an entry takes from its contract rather than from its definition. */
export interface EntrySurroundings {
  readonly language: string;
  readonly messages: Readonly<Record<string, string>>;
  readonly docsUrl: string | undefined;
  readonly condition?: Condition;
}

/** Fills in everything that the kind and the contract give to a code. */
export function resolveEntry(code: string, definition: ErrorDefinition, surroundings: EntrySurroundings): Entry {
  const facts = kinds[definition.kind];
  return {
    code,
    kind: definition.kind,
    grpc: definition.grpc ?? facts.grpc,
    status: definition.status ?? facts.status,
    title: definition.title ?? titleOf(code),
    when: definition.when,
    message: definition.message,
    messages: surroundings.messages,
    details: definition.details === undefined ? undefined : toJsonSchema(definition.details),
    schema: definition.details,
    retry: definition.retry ?? facts.retry,
    effect: definition.effect ?? facts.effect,
    charged: definition.charged ?? facts.charged,
    remedy: definition.remedy ?? facts.remedy,
    causes: definition.causes ?? [],
    masks: definition.masks ?? [],
    headers: definition.headers ?? {},
    envelope: definition.envelope,
    parent: definition.parent,
    since: definition.since,
    deprecated: definition.deprecated,
    replacedBy: definition.replacedBy,
    docsUrl: definition.docsUrl ?? (surroundings.docsUrl === undefined ? undefined : `${surroundings.docsUrl}${code}`),
    condition: surroundings.condition,
    format: compileMessage(definition.message, surroundings.language),
  };
}

/** Turns `INSUFFICIENT_CREDITS` into "Insufficient credits". */
function titleOf(code: string): string {
  const words = code
    .replaceAll(/[_.:-]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
