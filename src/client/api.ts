import type { CodeOfCondition, Condition, Contract, Definitions, DetailsOf } from "../contract/index.ts";
import type { CallError } from "./call-error.ts";

/** Types of an API: the details of each code and the codes of each operation, and optionally its bodies and data. */
export interface AnyApi {
  /** Details by code; `undefined` for a code without details. */
  readonly errors: object;
  /** Codes by operation, including the codes that any operation may return. */
  readonly operations: object;
  /** Details by the code of each condition, such as an unknown route. Any operation may return these codes. @default none */
  readonly conditions?: object;
  /** Type of the request body by operation. @default unknown */
  readonly bodies?: object;
  /** Type of the data of a successful response by operation. @default unknown */
  readonly data?: object;
}

/** An API whose types are unknown: any operation, any code. */
export interface OpenApi extends AnyApi {
  readonly errors: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<Record<`${Uppercase<string>} /${string}`, string>>;
}

/** The types of a contract's API: `ApiOf<typeof imaging>`. Extend it with `bodies` and `data` to type those too. */
export type ApiOf<Of> =
  Of extends Contract<infer Errors, infer Operations, infer Always, infer _Limits, infer Conditions>
    ? {
        /** Details by code. */
        readonly errors: { readonly [Code in keyof Errors & string]: DetailsIn<Errors, Code> };
        /** Codes by operation. */
        readonly operations: {
          readonly [Name in keyof Operations & string]: (CodesIn<Operations[Name]> | Always) & keyof Errors & string;
        };
        /** Details by the code of each condition. */
        readonly conditions: {
          readonly [Code in CodeOfCondition<Errors, Conditions, Condition>]: Code extends keyof Errors
            ? DetailsIn<Errors, Code>
            : DefaultDetails<Uppercase<Code & string>>;
        };
      }
    : never;

type DefaultDetails<Code extends string> = Code extends keyof ConditionDetails ? ConditionDetails[Code] : undefined;

/** Details that the boundary adds to the errors of conditions when it knows them. A test compares them with the table. */
interface ConditionDetails {
  readonly MALFORMED_BODY: {
    readonly problem?: string;
    readonly line?: number;
    readonly column?: number;
    readonly position?: number;
  };
  readonly METHOD_NOT_ALLOWED: { readonly allow?: readonly string[] };
  readonly NOT_ACCEPTABLE: { readonly accepted?: readonly string[] };
  readonly BODY_TOO_LARGE: { readonly maxBytes?: number };
  readonly URI_TOO_LONG: { readonly maxBytes?: number };
  readonly UNSUPPORTED_MEDIA_TYPE: { readonly accepted?: readonly string[] };
}

type DetailsIn<Errors extends Definitions, Code extends keyof Errors> = Errors[Code] extends {
  readonly details: infer Schema;
}
  ? DetailsOf<Schema>
  : undefined;

type CodesIn<Definition> = Definition extends readonly (infer Code)[]
  ? Code
  : Definition extends { readonly errors: readonly (infer Code)[] }
    ? Code
    : never;

/** Name of an operation of an API: `POST /v1/customers`. */
export type OperationOf<Api extends AnyApi> = keyof Api["operations"] & string;

/**
 * Every error of one operation: one member for each of its codes, one for each condition, and one for codes that the client
 * does not know.
 */
export type ErrorOf<Api extends AnyApi, Name extends OperationOf<Api>> =
  | KnownError<Api, Api["operations"][Name] & string>
  | ConditionErrors<Api["conditions"], Exclude<keyof Api["conditions"] & string, Api["operations"][Name]>>
  | CallError<string, unknown, false>;

type KnownError<Api extends AnyApi, Code extends string> = Code extends string
  ? string extends Code
    ? never
    : CallError<Code, Code extends keyof Api["errors"] ? Api["errors"][Code] : unknown, true>
  : never;

/** Error of a condition. `match` has an optional arm for it. */
export interface ConditionError<Code extends string = string, Details = unknown>
  extends CallError<Code, Details, true> {
  /** Always undefined; distinguishes the type from that of the operation's own errors. */
  readonly ofCondition?: never;
}

type ConditionErrors<Conditions, Code extends string> = Code extends keyof Conditions & string
  ? ConditionError<Code, Conditions[Code]>
  : never;

/** Type of an operation in an optional table of an API. */
type In<Table, Name, Default> = Name extends keyof Table ? Table[Name] : Default;

/** Type of an operation's request body. */
export type BodyOf<Api extends AnyApi, Name extends OperationOf<Api>> = In<Api["bodies"], Name, unknown>;

/** Type of an operation's data. */
export type DataOf<Api extends AnyApi, Name extends OperationOf<Api>> = In<Api["data"], Name, unknown>;

/** Names of the placeholders of a path: `"customerId"` in `/v1/customers/{customerId}`. */
export type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;
