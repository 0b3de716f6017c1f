import type { AnyContract, Entry } from "../../contract/index.ts";
import type { StoredOccurrence } from "../archive/index.ts";
import { causeError } from "./cause-error.ts";
import { codeAnswerSchema, explainCode } from "./explain-code.ts";
import type { McpOptions } from "./mcp-options.ts";
import { loadReference, objectSchema, selectContracts, type Tool, ToolError } from "./tool.ts";

/** Longest text that is searched for a code or an id, in characters. */
const maxText = 100_000;
const api = { type: "string", description: "Name of the API. Default: all of them." };

/** Returns the tools that the options make possible. */
export function toolsFor(options: McpOptions): readonly Tool[] {
  const { contracts, archive, demo } = options;
  return [
    explainError(options),
    listErrors(contracts),
    ...(archive === undefined ? [] : [lookupRequest(options, archive)]),
    ...(demo === undefined ? [] : [causeError(contracts, demo)]),
  ];
}

function explainError(options: McpOptions): Tool {
  return {
    name: "explain_error",
    description:
      "Explains an error response: whether anybody must act, who, whether the same request may be repeated, and whether it took effect or cost money. Call it with the code, or with the whole body, headers or log line.",
    inputSchema: objectSchema({ text: { type: "string", description: "A code, or a text that contains one." }, api }, [
      "api",
    ]),
    outputSchema: objectSchema(codeAnswerSchema),
    isReadOnly: true,
    async call({ text = "", api: name }) {
      const { contract, entry } = await findEntry(selectContracts(options.contracts, name), text);
      return explainCode(contract, entry, options.docsUrl?.(contract.name));
    },
  };
}

/** @throws ToolError if no contract has a code that the text contains */
async function findEntry(
  contracts: readonly AnyContract[],
  text: string,
): Promise<{ readonly contract: AnyContract; readonly entry: Entry }> {
  const { findCode } = await loadReference();
  for (const contract of contracts) {
    const code = findCode(contract, text.slice(0, maxText));
    const entry = code === undefined ? undefined : contract.entries.get(code);
    if (entry !== undefined) return { contract, entry };
  }
  throw new ToolError(
    `The text has no code of ${contracts.map(({ name }) => name).join(", ")}. Pass the whole response body, or call list_errors for the codes of an operation.`,
  );
}

function listErrors(contracts: readonly AnyContract[]): Tool {
  const code = objectSchema({
    code: { type: "string" },
    status: { type: "integer" },
    when: { type: "string" },
    kind: { type: "string" },
  });
  return {
    name: "list_errors",
    description: "Lists the errors that an operation can return. Call it before you write code that handles them.",
    inputSchema: objectSchema({ operation: { type: "string", description: 'For example "POST /v1/orders".' }, api }, [
      "api",
    ]),
    outputSchema: objectSchema({
      api: { type: "string" },
      operation: { type: "string" },
      errors: { type: "array", items: code },
      nextStep: { type: "string" },
    }),
    isReadOnly: true,
    async call({ operation = "", api: name }) {
      const wanted = operation.trim().replace(/\s+/g, " ");
      for (const contract of selectContracts(contracts, name)) {
        const found = contract.operations.get(wanted);
        if (found === undefined) continue;
        const errors = found.codes.flatMap((code) => {
          const entry = contract.entries.get(code);
          return entry === undefined ? [] : [{ code, status: entry.status, when: entry.when, kind: entry.kind }];
        });
        const nextStep =
          "Handle the codes that somebody must act on by name, and any other by its kind; explain_error says what a code needs.";
        return { api: contract.name, operation: wanted, errors, nextStep };
      }
      const known = selectContracts(contracts, name).flatMap((contract) => [...contract.operations.keys()]);
      const similar = known.filter((operation) => operation.includes(wanted.split(" ").at(-1) ?? wanted));
      throw new ToolError(
        `There is no operation "${wanted.slice(0, 100)}". Try ${(similar.length > 0 ? similar : known).slice(0, 10).join(", ")}.`,
      );
    },
  };
}

function lookupRequest(options: McpOptions, archive: NonNullable<McpOptions["archive"]>): Tool {
  const occurrence = {
    type: "object",
    description: "When, where and why the error happened, without bodies and credentials.",
  };
  return {
    name: "lookup_request",
    description:
      "Finds the stored errors of one request by its id (X-Request-Id, or the id in the body) or its Idempotency-Key, with their causes.",
    inputSchema: objectSchema({
      id: { type: "string", description: "The id of the request, or its Idempotency-Key." },
    }),
    outputSchema: objectSchema({
      errors: { type: "array", items: occurrence },
      explanation: { anyOf: [objectSchema(codeAnswerSchema), { type: "null" }] },
      nextStep: { type: "string" },
    }),
    isReadOnly: true,
    async call({ id = "" }) {
      const wanted = id.trim().slice(0, 1_000);
      const byRequest = await archive.find({ requestId: wanted, limit: 20 });
      const { items } =
        byRequest.items.length > 0 ? byRequest : await archive.find({ idempotencyKey: wanted, limit: 20 });
      const last = items[0];
      if (last === undefined)
        throw new ToolError(
          "No stored error has this id. Check that it is complete, and that the error is younger than the retention period.",
        );
      const contract = options.contracts.find(({ name }) => name === last.api);
      const entry = contract?.entries.get(last.code);
      const explanation =
        contract === undefined || entry === undefined
          ? null
          : await explainCode(contract, entry, options.docsUrl?.(contract.name));
      const nextStep = explanation?.nextStep ?? "Read the cause; the code is not in the contracts of this server.";
      return { errors: items.toReversed().map(describe), explanation, nextStep };
    },
  };
}

/** Leaves out members that are null. */
function describe(occurrence: StoredOccurrence): Readonly<Record<string, unknown>> {
  const { id: _, time, keyHash: __, ...rest } = occurrence;
  const members = Object.entries({ time: new Date(time).toISOString(), ...rest });
  return Object.fromEntries(members.filter(([, value]) => value !== null));
}
