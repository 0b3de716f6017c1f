import type { Contract, Definitions, DetailsOf } from "../contract/index.ts";
import type { CallError } from "./call-error.ts";

/** The types of an API: the details of each code, and the codes of each operation; the rest where somebody knows it. */
export interface AnyApi {
  /** Details by code; `undefined` for a code without. */
  readonly errors: object;
  /** Codes by operation, those of any operation included. */
  readonly operations: object;
  /** Type of the request body by operation. @default anything */
  readonly bodies?: object;
  /** Type of the data of a success by operation. @default unknown */
  readonly data?: object;
}

/** An API of which nothing is known when compiling. */
export interface OpenApi extends AnyApi {
  readonly errors: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<Record<`${Uppercase<string>} /${string}`, string>>;
}

/** The API that a contract describes: `ApiOf<typeof imaging>`. Extend it with `bodies` and `data` to type those too. */
export type ApiOf<Of> =
  Of extends Contract<infer Errors, infer Operations, infer Always, infer _Limits>
    ? {
        readonly errors: { readonly [Code in keyof Errors & string]: DetailsIn<Errors, Code> };
        readonly operations: {
          readonly [Name in keyof Operations & string]: (CodesIn<Operations[Name]> | Always) & keyof Errors & string;
        };
      }
    : never;

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

/** The name of an operation of an API: `POST /v1/customers`. */
export type OperationOf<Api extends AnyApi> = keyof Api["operations"] & string;

/** Every error of one operation: one member for each code, and one for what no contract of ours knows. */
export type ErrorOf<Api extends AnyApi, Name extends OperationOf<Api>> =
  | KnownError<Api, Api["operations"][Name] & string>
  | CallError<string, unknown, false>;

type KnownError<Api extends AnyApi, Code extends string> = Code extends string
  ? string extends Code
    ? never
    : CallError<Code, Code extends keyof Api["errors"] ? Api["errors"][Code] : unknown, true>
  : never;

/** What an operation's type is in an optional table of an API. */
type In<Table, Name, Default> = Name extends keyof Table ? Table[Name] : Default;

export type BodyOf<Api extends AnyApi, Name extends OperationOf<Api>> = In<Api["bodies"], Name, unknown>;
export type DataOf<Api extends AnyApi, Name extends OperationOf<Api>> = In<Api["data"], Name, unknown>;

/** The names of the placeholders of a path: `"customerId"` of `/v1/customers/{customerId}`. */
export type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;
