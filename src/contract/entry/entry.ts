import type { Condition } from "../condition.ts";
import type { DetailsSchema, ProjectDetails } from "../details/index.ts";
import { detailsProjector, toJsonSchema } from "../details/index.ts";
import type { JsonSchema } from "../json.ts";
import type { Charged, Effect, Kind, LimitScope, Remedy, Retry } from "../kind.ts";
import { kinds } from "../kind.ts";
import type { FormatMessage } from "../message/index.ts";
import { compileMessage } from "../message/index.ts";

/** One of several causes of a code, with its own remedy. */
export interface Cause {
  /** When this cause applies, as one sentence. */
  readonly when: string;
  /** The next action for this cause. */
  readonly remedy: Remedy;
}

/** Declares one code. Only `kind`, `when` and `message` are required; the kind supplies the other defaults. */
export interface ErrorDefinition {
  /** Canonical category, which supplies the defaults of the other members. */
  readonly kind: Kind;
  /** The exact condition, as one sentence for the reference. */
  readonly when: string;
  /** Message to the caller in ICU MessageFormat. Its placeholders are names of details. */
  readonly message: string;
  /** HTTP status, 400 to 599. @default the kind's */
  readonly status?: number;
  /** Short constant name of the problem. @default the code in words */
  readonly title?: string;
  /** Schema of the structured details of one occurrence. Only members that it declares are sent, see `ProjectDetails`. @default no details */
  readonly details?: DetailsSchema;
  /** Names of details that are sent to the caller, but never stored or logged. No message names them. @default none */
  readonly private?: readonly string[];
  /** When the same request may be sent again. @default the kind's */
  readonly retry?: Retry;
  /** Whether the request took effect. @default the kind's */
  readonly effect?: Effect;
  /** Whether the request can have cost money. @default the kind's */
  readonly charged?: Charged;
  /** Requests that a rate limit with this code covers, which clients hold back while it lasts. @default "operation" */
  readonly limitScope?: LimitScope;
  /** The next action, and who can take it. @default the kind's */
  readonly remedy?: Remedy;
  /** Canonical gRPC status name. @default the kind's */
  readonly grpc?: string;
  /** Causes that need different remedies. @default none */
  readonly causes?: readonly Cause[];
  /** Causes hidden behind byte-identical responses. A code with masks has no details and a constant message. @default none */
  readonly masks?: readonly string[];
  /** Response headers. A value may have placeholders: `{ "Retry-After": "{retryAfterSec}" }`. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Name of the envelope, for contracts with several. @default the contract's `envelope` */
  readonly envelope?: string;
  /** More general code, for clients that do not know this one. @default undefined */
  readonly parent?: string;
  /** Version of the contract that introduced the code. @default undefined */
  readonly since?: string;
  /** Version of the contract from which new code should no longer raise it. @default undefined */
  readonly deprecated?: string;
  /** Code that replaces a deprecated one. @default undefined */
  readonly replacedBy?: string;
  /** Date `YYYY-MM-DD` from which a deprecated code may be removed. @default undefined @see RFC 8594 */
  readonly sunset?: string;
  /** Absolute URL of the code's page. @default the contract's `docsUrl` followed by the code */
  readonly docsUrl?: string;
}

/** A code that the API no longer returns. Its name stays reserved, so that no other error reuses it. */
export interface RetiredCode {
  /** Version of the contract that removed the code. */
  readonly removed: string;
  /** Code that replaced it. @default undefined */
  readonly replacedBy?: string;
  /** The reason, as one sentence. @default undefined */
  readonly reason?: string;
}

/** The errors of a definition, by code. */
export type Definitions = Readonly<Record<string, ErrorDefinition>>;

/** Everything that is known about one code, with the defaults filled in. */
export interface Entry
  extends Required<Pick<ErrorDefinition, "status" | "title" | "retry" | "effect" | "charged" | "remedy" | "grpc">> {
  /** Stable machine-readable name. */
  readonly code: string;
  /** Name and version of the contract: `shop@1.0.0`. Two instances of one contract have equal entries. */
  readonly contract: string;
  /** Canonical category. */
  readonly kind: Kind;
  /** The exact condition, as one sentence. */
  readonly when: string;
  /** Message in the contract's own language, in ICU MessageFormat. */
  readonly message: string;
  /** Messages in other languages, by BCP 47 tag. */
  readonly messages: Readonly<Record<string, string>>;
  /** JSON Schema of the details; undefined for a code without details. */
  readonly details: JsonSchema | undefined;
  /** Names of details that are sent, but never stored or logged; can be empty. */
  readonly private: readonly string[];
  /** The details' schema as it was declared. */
  readonly schema: DetailsSchema | undefined;
  /** Undefined when the definition does not say, which means "operation". */
  readonly limitScope: LimitScope | undefined;
  /** Causes that need different remedies; can be empty. */
  readonly causes: readonly Cause[];
  /** Causes hidden behind byte-identical responses; can be empty. */
  readonly masks: readonly string[];
  /** Response headers, with placeholders; can be empty. */
  readonly headers: Readonly<Record<string, string>>;
  /** Name of the code's own envelope; undefined for the contract's default. */
  readonly envelope: string | undefined;
  /** More general code; undefined when there is none. */
  readonly parent: string | undefined;
  /** Version of the contract that introduced the code. */
  readonly since: string | undefined;
  /** Version of the contract from which new code should no longer raise it. */
  readonly deprecated: string | undefined;
  /** Code that replaces a deprecated one. */
  readonly replacedBy: string | undefined;
  /** Date `YYYY-MM-DD` from which a deprecated code may be removed. */
  readonly sunset: string | undefined;
  /** Absolute URL of the code's page; undefined when neither the code nor the contract has one. */
  readonly docsUrl: string | undefined;
  /** The condition that this entry serves by default; undefined for the contract's own codes. */
  readonly condition: Condition | undefined;
  /** Formats the message in the contract's own language. */
  readonly format: FormatMessage;
  /** Copies details without the members that `details` does not declare. Compiled when it is first used. */
  readonly project: ProjectDetails;
}

/** The parts of an entry that come from its contract rather than from its definition. */
export interface EntryContext {
  readonly contract: string;
  readonly language: string;
  readonly messages: Readonly<Record<string, string>>;
  readonly docsUrl: string | undefined;
  readonly condition?: Condition;
}

/** Completes a code's definition with the defaults of its kind and its contract. */
export function resolveEntry(code: string, definition: ErrorDefinition, context: EntryContext): Entry {
  const defaults = kinds[definition.kind];
  const details = definition.details === undefined ? undefined : toJsonSchema(definition.details);
  const data = {
    code,
    contract: context.contract,
    kind: definition.kind,
    grpc: definition.grpc ?? defaults.grpc,
    status: definition.status ?? defaults.status,
    title: definition.title ?? titleOf(code),
    when: definition.when,
    message: definition.message,
    messages: context.messages,
    details,
    private: definition.private ?? [],
    retry: definition.retry ?? defaults.retry,
    effect: definition.effect ?? defaults.effect,
    charged: definition.charged ?? defaults.charged,
    remedy: definition.remedy ?? defaults.remedy,
    limitScope: definition.limitScope,
    causes: definition.causes ?? [],
    masks: definition.masks ?? [],
    headers: definition.headers ?? {},
    envelope: definition.envelope,
    parent: definition.parent,
    since: definition.since,
    deprecated: definition.deprecated,
    replacedBy: definition.replacedBy,
    sunset: definition.sunset,
    docsUrl:
      definition.docsUrl ??
      (context.docsUrl === undefined ? undefined : `${context.docsUrl}${code.replaceAll(" ", "%20")}`),
    condition: context.condition,
  };
  // Not enumerable, so that an uncaught ApiError of a worker, which has its entry, can be cloned.
  return Object.defineProperties(data, {
    schema: { value: definition.details },
    format: { value: compileMessage(definition.message, context.language) },
    project: { value: detailsProjector(details) },
  }) as Entry;
}

/** Turns `INSUFFICIENT_CREDITS` into "Insufficient credits". */
function titleOf(code: string): string {
  const words = code
    .replaceAll(/[_.:-]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
