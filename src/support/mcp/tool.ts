import type { AnyContract } from "../../contract/index.ts";

/** One tool: its description for agents, and its implementation. */
export interface Tool {
  readonly name: string;
  /** Purpose, as one or two sentences that say when to call it. */
  readonly description: string;
  /** JSON Schema of the arguments. All of them are texts. */
  readonly inputSchema: ToolSchema;
  /** JSON Schema of the answer. */
  readonly outputSchema: ToolSchema;
  /** Whether the tool changes nothing. */
  readonly isReadOnly: boolean;
  /** @throws ToolError if the question cannot be answered */
  call(
    args: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>> & { readonly nextStep: string }>;
}

/** A schema of an object. */
export interface ToolSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** A question that cannot be answered, with what the agent should do instead. */
export class ToolError extends Error {
  override readonly name = "ToolError";
}

/** Creates the schema of an object. Members are required unless they are listed in `optional`. */
export function objectSchema(
  properties: Readonly<Record<string, object>>,
  optional: readonly string[] = [],
): ToolSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

/** Returns the contracts that an argument `api` selects. @throws ToolError for an unknown name */
export function selectContracts(contracts: readonly AnyContract[], api: string | undefined): readonly AnyContract[] {
  if (api === undefined) return contracts;
  const selected = contracts.filter(({ name }) => name === api);
  if (selected.length > 0) return selected;
  throw new ToolError(
    `There is no API named "${api.slice(0, 80)}". The APIs are ${contracts.map(({ name }) => name).join(", ")}.`,
  );
}

/** Loads the texts of the reference, which need hono. @throws ToolError that names the package to install */
export async function loadReference(): Promise<typeof import("../../reference/index.ts")> {
  try {
    return await import("../../reference/index.ts");
  } catch (cause) {
    throw new ToolError("This tool needs the package hono on the server. Run npm install hono.", { cause });
  }
}
