import type { AnyContract, Entry } from "../../contract/index.ts";
import { loadReference } from "./tool.ts";

/** Everything that an agent needs to react to a code. */
export interface CodeAnswer extends Readonly<Record<string, unknown>> {
  readonly api: string;
  readonly code: string;
  readonly status: number;
  readonly meaning: string;
  /** Whether somebody must act before the request can succeed. */
  readonly mustAct: boolean;
  readonly actor: string | null;
  readonly action: string;
  readonly mayRepeat: "yes" | "no" | "after_wait" | "after_action" | "after_state_change";
  readonly happened: string;
  readonly charged: string;
  readonly causes: readonly { readonly when: string; readonly actor: string; readonly action: string }[];
  readonly page: string | null;
  readonly nextStep: string;
}

const repeats: Readonly<Record<Entry["retry"], CodeAnswer["mayRepeat"]>> = {
  never: "no",
  backoff: "yes",
  after_delay: "after_wait",
  after_reset: "after_wait",
  after_action: "after_action",
  after_state: "after_state_change",
};

/** JSON Schema of the members of a `CodeAnswer`. */
export const codeAnswerSchema: Readonly<Record<keyof CodeAnswer & string, object>> = {
  api: { type: "string" },
  code: { type: "string" },
  status: { type: "integer" },
  meaning: { type: "string" },
  mustAct: { type: "boolean", description: "Whether somebody must act before the request can succeed." },
  actor: { type: ["string", "null"], description: "Who must act." },
  action: { type: "string" },
  mayRepeat: { type: "string", enum: [...new Set(Object.values(repeats))] },
  happened: { type: "string", description: "Whether the request took effect." },
  charged: { type: "string", description: "Whether the request can have cost money." },
  causes: { type: "array", items: { type: "object" } },
  page: { type: ["string", "null"], description: "Address of the code's page." },
  nextStep: { type: "string" },
};

/** Answers what a code means and what to do. @param docsUrl address to which a code is appended */
export async function explainCode(
  contract: AnyContract,
  entry: Entry,
  docsUrl: string | undefined,
): Promise<CodeAnswer> {
  const { adviceFor } = await loadReference();
  const { actor, action, perCause, happened, charged, repeat } = adviceFor(entry);
  const mayRepeat = repeats[entry.retry];
  const page = entry.docsUrl ?? (docsUrl === undefined ? undefined : docsUrl + encodeURIComponent(entry.code));
  const act = actor === undefined ? "" : `${actor}: ${action} `;
  return {
    ...{ api: contract.name, code: entry.code, status: entry.status, meaning: entry.when },
    ...{
      mustAct: actor !== undefined && mayRepeat !== "yes" && mayRepeat !== "after_wait",
      actor: actor ?? null,
      action,
      mayRepeat,
    },
    ...{ happened: `${happened.short}. ${happened.note}.`, charged: `${charged.short}. ${charged.note}.` },
    ...{ causes: perCause, page: page ?? null },
    nextStep: `${act}Repeat the same request: ${repeat.short.toLowerCase()}. ${repeat.note}.`,
  };
}
